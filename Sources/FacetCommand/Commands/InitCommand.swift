internal import ArgumentParser
internal import FacetConfiguration
internal import FacetPlatform

/// `facet init`: a new task, ready to run.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Create a task: a commented configuration and a sample file.",
    discussion: "Example: facet init headlines && facet run configs/headlines.json --test --offline"
  )

  @Argument(help: ArgumentHelp("The task's name, such as 'headlines'.", valueName: "task"))
  var name: String

  @Option(
    help: ArgumentHelp("The folder of configs/ and data/.", valueName: "folder"),
    completion: .directory
  )
  var directory = "."

  func validate() throws {
    let isPlain =
      !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "_-".contains($0) }
    guard isPlain else {
      throw ValidationError(
        "'\(name)' is not a valid task name: use only letters, digits, '_' and '-'.")
    }
    try OptionRule.name(directory, "--directory")
  }

  func run() throws {
    let console = Console()
    let schema = try Self.schema()
    let files = [
      (
        "\(directory)/configs/\(name).json",
        TaskTemplate.configuration(name: name, hasSchema: schema != nil)
      ),
      ("\(directory)/data/\(name).json", TaskTemplate.samples),
    ].map { (path: $0.0.hasPrefix("./") ? String($0.0.dropFirst(2)) : $0.0, text: $0.1) }
    for file in files where FileSystem.exists(file.path) {
      console.print("error: '\(file.path)' exists already; choose another name")
      throw ExitStatus(code: ExitStatus.usage)
    }
    do throws(SystemError) {
      let schemaPath = FileSystem.parent(of: files[0].path) + "/" + TaskTemplate.schemaName
      if let schema, !FileSystem.exists(schemaPath) {
        let target = try AtomicFile(in: FileSystem.parent(of: schemaPath))
        try target.append(schema)
        try target.commit(to: schemaPath)
      }
      for file in files {
        let target = try AtomicFile(in: FileSystem.parent(of: file.path))
        try target.append(file.text.utf8)
        try target.commit(to: file.path)
        Terminal.write(file.path + "\n", as: .exact, to: .standardOutput)
      }
    } catch {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
    console.print("try it without a key: facet run \(files[0].path) --test --offline")
  }

  /// The bundled schema for editors; `nil` if it is not found.
  private static func schema() throws -> [UInt8]? {
    let environment = try RunEnvironment(file: nil).all
    return ShippedFolder.locate("configs/" + TaskTemplate.schemaName, environment: environment)
      .flatMap { try? FileSystem.contents(of: $0) }
  }
}

/// The files that `facet init` writes.
enum TaskTemplate {
  /// The name of the schema's file, beside the configurations.
  static let schemaName = "facet.schema.json"

  /// - Parameter hasSchema: Whether the schema for editors is beside the configuration.
  static func configuration(name: String, hasSchema: Bool) -> String {
    """
    {\(hasSchema ? "\n  \"$schema\": \"\(schemaName)\"," : "")
      // The task's name, used in the dataset and its file name.
      "task_type": "\(name)",
      "task_description": "One sentence about this task",

      // Any model; 'facet models resolve NAME' shows which provider serves a name.
      "model_config": {
        "model_name": "gpt-6-luna",
        "reasoning_effort": "none",
        "max_tokens": 300,
        "temperature": 0.7
      },

      // Each perspective answers every sample. A strategy is an instruction. With a name in double
      // braces, such as {{input}}, it is a template that places the sample itself.
      "agent_perspectives": [
        {
          "condition": "Plain",
          "reading": null,
          "strategy": "Write one headline for this text. Return only the headline."
        },
        {
          "condition": "Careful",
          // A reading is a first step; the strategy then gets its notes instead of the sample.
          "reading": "List the facts that matter most in this text, one a line.",
          "strategy": "Write one headline from these notes. Return only the headline."
        },
        {
          "condition": "For children",
          "reading": null,
          "strategy": "Write a headline that a ten-year-old understands for:\\n\\n{{input}}"
        }
      ],

      "data_config": {
        // A JSON array, JSON Lines, or CSV with a header.
        "input_data_path": "data/\(name).json",
        // The number of samples a run uses; null for all.
        "sample_size": null
      },

      // The sample comes first, so that providers can cache the part that perspectives share.
      "prompt_layout": "context_first"
    }

    """
  }

  static let samples = """
    [
      {
        "id": "bridge",
        "input": "The old footbridge over the mill stream opens again on Saturday after nine months of repairs. Volunteers replaced forty planks and both handrails."
      },
      {
        "id": "library",
        "input": "From next month the town library lends out garden tools. A spade may be kept for a week, a lawn mower for two days."
      },
      {
        "id": "weather",
        "input": "After the driest April in thirty years, farmers north of the river have begun to water their potatoes at night to lose less to the sun."
      }
    ]

    """
}
