import FacetConfiguration
import FoundationEssentials
import Testing

@Suite("Files of a task")
struct FileTests {
  private static let prompts = """
    {"task_type": "t", "data_config": {"input_data_path": "data/d.json"},
    "agent_perspectives": [
      {"condition": "A", "strategy": {"file": "prompts/p.md"}, "system": {"file": "s.md"}}]}
    """

  private func task(
    _ folder: TemporaryFolder, from working: String = "desk"
  ) throws -> TaskConfiguration {
    try TaskConfiguration(
      contentsOf: "\(folder.path)/task/configs/a.json", overrides: [],
      workingDirectory: "\(folder.path)/\(working)")
  }

  private func messages(_ body: () throws -> TaskConfiguration) -> [String] {
    do {
      return try body().warnings.map(\.description)
    } catch let error as ConfigurationError {
      return error.diagnostics.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  @Test("An installed configuration writes below the working directory, not where it is installed")
  func installed() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder(named: "desk")
    try folder.makeFolder(named: "share/facet/data")
    let shared = "\(folder.path)/share/facet"
    let folders = TaskFolders(
      configuration: "\(shared)/configs/a.json", workingDirectory: "\(folder.path)/desk",
      installed: shared)
    #expect(folders.root == "\(folder.path)/desk")
    try folder.write("[]", to: "share/facet/data/d.json")
    #expect(folders.locate("data/d.json") == "\(shared)/data/d.json")
  }

  @Test("The root is the nearest folder upward that holds a data folder")
  func root() throws {
    let folder = try TemporaryFolder()
    try folder.write(Sample.task(), to: "task/configs/a.json")
    try folder.makeFolder(named: "desk")
    try folder.write("no folder", to: "task/configs/data")
    #expect(try task(folder).root == "\(folder.path)/desk")
    try folder.makeFolder(named: "data")
    #expect(try task(folder).root == folder.path)
    try folder.makeFolder(named: "task/data")
    #expect(try task(folder).root == "\(folder.path)/task")
  }

  @Test("A linked data folder is one")
  func link() throws {
    let folder = try TemporaryFolder()
    try folder.write(Sample.task(), to: "task/configs/a.json")
    try folder.makeFolder(named: "elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/task/data", withDestinationPath: "\(folder.path)/elsewhere")
    #expect(try task(folder).root == "\(folder.path)/task")
  }

  @Test("Files are searched in the working directory, then the root, then beside the configuration")
  func lookUp() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.prompts, to: "task/configs/a.json")
    try folder.write("beside {{input}}\n", to: "task/configs/prompts/p.md")
    try folder.write("\u{FEFF}system", to: "task/configs/s.md")
    try folder.write("[]", to: "task/data/d.json")
    let beside = try task(folder)
    #expect(beside.perspectives[0].strategy.prompt.text == "beside {{input}}\n")
    #expect(beside.perspectives[0].strategy.prompt.file == "prompts/p.md")
    #expect(beside.perspectives[0].system?.text == "system")
    #expect(try beside.inputFile() == "\(folder.path)/task/data/d.json")
    #expect(beside.locate("prompts/p.md") == "\(folder.path)/task/configs/prompts/p.md")
    #expect(beside.locate("prompts/q.md") == nil)

    try folder.write("root", to: "task/prompts/p.md")
    #expect(try task(folder).perspectives[0].strategy.prompt.text == "root")
    try folder.write("working", to: "desk/prompts/p.md")
    #expect(try task(folder).perspectives[0].strategy.prompt.text == "working")
    try folder.write("[]", to: "desk/data/d.json")
    #expect(try task(folder).inputFile() == "\(folder.path)/desk/data/d.json")
  }

  @Test("A missing file's message lists the places searched")
  func missing() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.prompts, to: "task/configs/a.json")
    try folder.makeFolder(named: "task/data")
    try folder.makeFolder(named: "task/configs/s.md")
    let path = "\(folder.path)/task/configs/a.json"
    #expect(
      messages { try task(folder, from: "task") } == [
        "\(path):3:43: error: there is no file 'prompts/p.md'; "
          + "looked for 'prompts/p.md', 'configs/prompts/p.md'",
        "\(path):3:79: error: 's.md' is a directory, not a file",
      ])
  }

  @Test("The input file is resolved on demand")
  func input() throws {
    let folder = try TemporaryFolder()
    try folder.write(Sample.task(), to: "task/configs/a.json")
    let path = "\(folder.path)/task/configs/a.json"
    let task = try task(folder)
    let missing = #expect(throws: Diagnostic.self) { try task.inputFile() }
    #expect(
      missing?.description == "\(path):2:36: error: there is no file 'd.json'; looked for "
        + "'d.json', '\(folder.path)/task/configs/d.json'")
    try folder.makeFolder(named: "desk/d.json")
    let directory = #expect(throws: Diagnostic.self) { try task.inputFile() }
    #expect(directory?.description == "\(path):2:36: error: 'd.json' is a directory, not a file")
    try FileManager.default.removeItem(atPath: "\(folder.path)/desk/d.json")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/desk/d.json", withDestinationPath: "/dev/zero")
    let endless = #expect(throws: Diagnostic.self) { try task.inputFile() }
    #expect(
      endless?.description == "\(path):2:36: error: 'd.json' is a pipe or a device; "
        + "write its content to a file, and name that")
  }

  @Test("A prompt file's mistakes are reported in that file")
  func promptFile() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.prompts, to: "desk/a.json")
    try folder.write("One {{input}}\né {{#s}}\n", to: "desk/prompts/p.md")
    try folder.write(Data([0x61, 0xFF]), to: "desk/s.md")
    #expect(
      messages {
        try TaskConfiguration(
          contentsOf: "a.json", overrides: [], workingDirectory: "\(folder.path)/desk")
      } == [
        "prompts/p.md:2:3: error: a template takes only names, not sections; "
          + #"for literal braces, write { "text": … }"#,
        "a.json:3:79: error: 's.md' is not UTF-8 text; save it as UTF-8",
      ])
  }

  @Test("An empty prompt file is a mistake")
  func emptyPromptFile() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.prompts, to: "desk/a.json")
    try folder.write(" \n", to: "desk/prompts/p.md")
    try folder.write("s", to: "desk/s.md")
    #expect(
      messages {
        try TaskConfiguration(
          contentsOf: "a.json", overrides: [], workingDirectory: "\(folder.path)/desk")
      } == ["a.json:3:43: error: the prompt file 'prompts/p.md' is empty"])
  }

  @Test("A configuration that is not there, or is a folder, says so")
  func configuration() throws {
    let folder = try TemporaryFolder()
    #expect(
      messages { try task(folder) } == [
        "\(folder.path)/task/configs/a.json: error: there is no file "
          + "'\(folder.path)/task/configs/a.json'"
      ])
    try folder.makeFolder(named: "task/configs/a.json")
    #expect(
      messages { try task(folder) } == [
        "\(folder.path)/task/configs/a.json: error: "
          + "'\(folder.path)/task/configs/a.json' is a directory, not a file"
      ])
  }
}
