import Facet
import FacetBox
import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetTasks

@Suite("Making tasks")
struct TaskMakingTests {
  private static let rows = """
    [{"n": "3", "w": "red"}, {"n": "4", "w": "blue"}, {"n": "x", "w": "odd"}]
    """

  /// A task: write a word n times. A row whose n is no number has a solution that fails.
  private static let config = """
    {
      "task_type": "repeat",
      "data_config": { "input_data_path": "rows.json" },
      "tasks": {
        "name": "facet/repeat-{{index}}",
        "files": {
          "instruction.md": "Write the word {{w}} {{n}} times to /app/out, a line each.",
          "environment/Dockerfile": "FROM any\\nWORKDIR /app\\n",
          "solution/solve.sh": "#!/bin/sh\\nfor i in $(seq {{n}}); do echo {{w}}; done >/app/out\\n",
          "tests/test.sh": { "file": "test.sh" }
        },
        "task": {
          "metadata": { "word": "{{w}}" },
          "environment": { "workdir": "/app", "memory_mb": 256, "storage_mb": 64 }
        },
        "verify": { "mutations": 2 }
      }
    }
    """

  /// An agent before the task's type.
  static let agent: String = """
    "model_config": {"model_name": "m"}, "agent_perspectives": [{"condition": "A", \
    "agent": {"kind": "bash"}, "strategy": "Try it."}], "task_type"
    """

  private func folder(config: String = config) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    _ = try folder.write(config, to: "tasks.json")
    _ = try folder.write(Self.rows, to: "rows.json")
    _ = try folder.write(
      "#!/bin/sh\nr=0\n[ \"$(grep -cx {{w}} /app/out)\" = {{n}} ] && r=1\n"
        + "echo $r >/logs/verifier/reward.txt\n", to: "test.sh")
    return folder
  }

  private func make(in folder: ScratchFolder) async throws -> TaskOutcome {
    let configuration = try TaskConfiguration(
      contentsOf: folder.path + "/tasks.json", overrides: [], workingDirectory: folder.path)
    var builder = ImageBuilder(store: try BoxStore(folder: folder.path + "/boxes"))
    builder.defaultBase = BoxImage.hostName
    let making = try #require(
      TaskMaking(
        configuration, output: folder.path + "/out", builder: builder, version: "1", width: 2))
    var options = RunOptions(environment: [:])
    options.usesLedger = false
    let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
    return try await making.tasks(of: try pipeline.selectedSamples())
  }

  @Test(
    "Tasks that hold are written with certificates, others are rejected with reasons", .needsBoxes)
  func makes() async throws {
    let folder = try folder()
    let outcome = try await make(in: folder)
    #expect(outcome.kept == [])
    #expect(outcome.made == ["repeat-0", "repeat-1"])
    #expect(outcome.rejected.map(\.folder) == ["repeat-2"])
    #expect(outcome.rejected.first?.reason.hasPrefix("its solution fails") == true)
    #expect(
      FileSystem.names(in: folder.path + "/out").sorted()
        == [".lock", "rejects", "repeat-0", "repeat-1"])
    #expect(
      FileSystem.names(in: folder.path + "/out/rejects/repeat-2").contains("verification.log"))
    let settings = try TaskDirectory(path: folder.path + "/out/repeat-1").settings
    #expect(settings.name == "facet/repeat-1" && settings.unknownKeys.isEmpty)
    #expect(settings.values["metadata"]?["word"] == "blue")
    let again = try await make(in: folder)
    #expect(again.made == [] && again.kept == outcome.made && again.rejected.count == 1)
  }

  @Test("A kept task is tried again if a certificate must show more", .needsBoxes)
  func triesAgain() async throws {
    let folder = try folder()
    _ = try await make(in: folder)
    let strict = Self.config.replacing("\"mutations\": 2", with: "\"mutations\": 2, \"repeats\": 3")
    _ = try folder.write(strict, to: "tasks.json")
    let again = try await make(in: folder)
    #expect(again.made == ["repeat-0", "repeat-1"] && again.kept == [])
    let certificate = try ResponseJSON.value(
      of: try FileSystem.contents(of: folder.path + "/out/repeat-1/verification.json"))
    #expect(certificate["rules"]?["repeats"] == 3 && certificate["oracle"]?.array?.count == 3)
    // Under the milder rules, what was shown is enough.
    _ = try folder.write(Self.config, to: "tasks.json")
    #expect(try await make(in: folder).kept == ["repeat-0", "repeat-1"])
    // A certificate of another version, or with other network, shows something else.
    for (name, old, new) in [
      ("repeat-0", #""version":1"#, #""version":0"#),
      ("repeat-1", "\"network\":false", "\"network\":true"),
    ] {
      let path = "out/\(name)/verification.json"
      let text = String(
        decoding: try FileSystem.contents(of: folder.path(of: path)), as: UTF8.self)
      #expect(text.contains(old), "\(text)")
      _ = try folder.write(text.replacing(old, with: new), to: path)
    }
    #expect(try await make(in: folder).made == ["repeat-0", "repeat-1"])
  }

  @Test("Rows that repeat others are neither used nor counted")
  func usesRowsOnce() throws {
    let folder = try folder(
      config: Self.config.replacing("\"verify\"", with: "\"deduplicate\": [\"w\"], \"verify\""))
    _ = try folder.write(
      #"[{"n": 1, "w": "a"}, {"n": 2, "w": "a"}, {"n": 3, "w": "b"}, {"n": 1, "w": "a"}]"#,
      to: "rows.json")
    let configuration = try TaskConfiguration(
      contentsOf: folder.path + "/tasks.json", overrides: [], workingDirectory: folder.path)
    var options = RunOptions(environment: [:])
    options.usesLedger = false
    let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
    #expect(try pipeline.selectedSamples().map(\.index) == [0, 2])
    #expect(pipeline.repeatedRows == 2 && pipeline.summary.samples == 2)
  }

  @Test(
    "A mistake is reported where it stands, before anything is written",
    arguments: [
      ("{{w}} {{n}} times", "{{word}}", "7:41: error: sample 0 of", "has no field 'word'"),
      ("\"tests/test.sh\":", "\"tests/../test.sh\":", "10:7: error:", "must be instruction.md"),
      ("\"tests/test.sh\":", "\"other/test.sh\":", "10:7: error:", "must be instruction.md"),
      ("\"tests/test.sh\":", "\"tests/other.sh\":", "6:14: error:", "needs 'tests/test.sh'"),
      ("facet/repeat-{{index}}", "facet/same", "5:13: error:", "two tasks would be named 'same'"),
      ("facet/repeat-{{index}}", "facet/rejects", "5:13: error:", "folder of rejected tasks"),
      (
        "facet/repeat-{{index}}", "repeat-{{index}}", "12:13: error: task.toml:",
        "'organisation/name'"
      ),
      (
        "\"memory_mb\": 256", "\"memory\": 1, \"ram\": 2", "12:13: error: task.toml:",
        "'environment.memory' must be a text"
      ),
      (
        "\"memory_mb\": 256", "\"ram\": 2", "12:13: error: task.toml: unknown key",
        "environment.ram"
      ),
      ("\"verify\"", "\"verfy\"", "16:5: error:", "did you mean 'verify'?"),
      ("\"mutations\": 2", "\"mutations\": -2", "16:30: error:", "whole number from 0 to 1000"),
      ("{{w}} {{n}} times", "{{#w}}", "7:41: error:", "sections"),
      ("\"mutations\": 2", "\"wrong\": {\"count\": 0}", "16:36: error:", "from 1 to 10"),
      ("\"name\"", "\"limit\": 3, \"name\"", "5:5: error:", "use 'sample_size' in 'data_config'"),
      ("\"task_type\"", "\"scores\": [], \"task_type\"", "2:3: error:", "no effect beside 'tasks'"),
      (
        "\"task_type\"", TaskMakingTests.agent, "2:", "'agent' has no effect beside 'tasks'"
      ),
    ])
  func mistakes(old: String, new: String, place: String, words: String) async throws {
    let folder = try folder(config: Self.config.replacing(old, with: new))
    let error = await #expect(throws: (any Error).self) { try await make(in: folder) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("tasks.json:\(place)") && text.contains(words), "\(text)")
    #expect(FileSystem.names(in: folder.path + "/out") == [])
  }

  @Test("Names of templates stand for fields, steps and members of their answers")
  func names() throws {
    let folder = try folder()
    let configuration = try TaskConfiguration(
      contentsOf: folder.path + "/tasks.json", overrides: [], workingDirectory: folder.path)
    var options = RunOptions(environment: [:])
    options.usesLedger = false
    let samples = try DataGenerationPipeline(configuration: configuration, options: options)
      .selectedSamples()
    let source = TaskSource(
      sample: samples[1], data: configuration.data, index: "07", steps: ["reading", "w"],
      answers: [
        StepText("note"),
        StepText("{}", value: ["a": ["x", ["b": 2]], "none": .null, "all": ["p", "q"]]),
      ])
    for (name, text) in [
      ("index", "07"), ("id", "1"), ("n", "4"), ("w", "{}"), ("notes", "note"),
      ("reading", "note"), ("w.a.0", "x"), ("w.a.1.b", "2"), ("w.none", nil), ("w.a.7", nil),
      ("w.all", #"["p","q"]"#), ("missing", nil), ("n.x", nil),
    ] as [(String, String?)] {
      #expect(source.text(of: name) == text, "\(name)")
    }
  }
}
