import FacetBox
import FacetConfiguration
import FacetJSON
import FacetPlatform
import FacetTasks
import TestSupport
import Testing

@Suite("Making tasks")
struct TaskMakingTests {
  private static let rows = """
    [{"n": "3", "w": "red"}, {"n": "4", "w": "blue"}, {"n": "3", "w": "red"}, {"n": "x", "w": "odd"}]
    """

  /// A task: write a word n times. A row whose n is no number has a solution that fails.
  private static func config(_ change: (inout String) -> Void = { _ in }) -> String {
    var text = """
      {
        "data_config": { "input_data_path": "rows.json" },
        "tasks": {
          "name": "facet/repeat-{{index}}",
          "deduplicate": ["n", "w"],
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
    change(&text)
    return text
  }

  private func folder(config: String) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    _ = try folder.write(config, to: "tasks.json")
    _ = try folder.write(Self.rows, to: "rows.json")
    _ = try folder.write(
      "#!/bin/sh\nr=0\n[ \"$(grep -cx {{w}} /app/out)\" = {{n}} ] && r=1\n"
        + "echo $r >/logs/verifier/reward.txt\n", to: "test.sh")
    return folder
  }

  private func make(in folder: ScratchFolder) async throws -> TaskMaking.Outcome {
    var builder = ImageBuilder(store: try BoxStore(folder: folder.path + "/boxes"))
    builder.defaultBase = BoxImage.hostName
    return try await TaskMaking(
      recipe: try TaskRecipe(contentsOf: folder.path + "/tasks.json"),
      output: folder.path + "/out", builder: builder, version: "1", width: 2
    ).run()
  }

  @Test(
    "Tasks that hold are written with certificates, others are rejected with reasons", .needsBoxes)
  func makes() async throws {
    let folder = try folder(config: Self.config())
    let outcome = try await make(in: folder)
    #expect(outcome.repeated == 1 && outcome.kept == [])
    #expect(outcome.made == ["repeat-0", "repeat-1"])
    #expect(outcome.rejected.map(\.folder) == ["repeat-2"])
    #expect(outcome.rejected.first?.reason.hasPrefix("its solution fails") == true)
    #expect(
      FileSystem.names(in: folder.path + "/out").sorted() == ["rejects", "repeat-0", "repeat-1"])
    #expect(
      FileSystem.names(in: folder.path + "/out/rejects/repeat-2").contains("verification.log"))
    let settings = try TaskDirectory(path: folder.path + "/out/repeat-1").settings
    #expect(settings.name == "facet/repeat-1" && settings.unknownKeys.isEmpty)
    #expect(settings.values["metadata"]?["word"] == "blue")
    let again = try await make(in: folder)
    #expect(again.made == [] && again.kept == outcome.made && again.rejected.count == 1)
  }

  @Test(
    "A mistake is reported where it stands, before anything is written",
    arguments: [
      ("{{w}} {{n}} times", "{{word}}", "7:25: error: row 0 of", "has no field 'word'"),
      ("\"tests/test.sh\":", "\"../test.sh\":", "10:7: error:", "has '..' in its path"),
      (
        "\"tests/test.sh\":", "\"other/test.sh\":", "10:7: error:",
        "must be instruction.md, README.md, or"
      ),
      ("facet/repeat-{{index}}", "facet/same", "4:13: error:", "two tasks would be named 'same'"),
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
      ("\"tasks\":", "\"model_config\": {}, \"tasks\":", "3:3: error:", "by templates alone"),
      ("\"mutations\": 2", "\"mutations\": -2", "16:30: error:", "whole number of at least 0"),
    ])
  func mistakes(old: String, new: String, place: String, words: String) async throws {
    let config = Self.config { $0 = $0.replacing(old, with: new) }
    let folder = try folder(config: config)
    let mistake = await #expect(throws: Diagnostic.self) { try await make(in: folder) }
    let text = mistake?.description ?? ""
    #expect(text.contains("tasks.json:\(place)") && text.contains(words), "\(text)")
    #expect(FileSystem.names(in: folder.path + "/out") == [])
  }
}
