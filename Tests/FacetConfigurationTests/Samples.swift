import FacetConfiguration
import FoundationEssentials
import TestSupport

/// Texts of configurations that are right but for what a test puts in.
enum Sample {
  /// A configuration with further members at the top level.
  static func task(_ members: String = "") -> String {
    """
    {"task_type": "t", "agent_perspectives": [{"condition": "A", "strategy": "S"}],
    "data_config": {"input_data_path": "d.json"}\(members.isEmpty ? "" : ", ")\(members)}
    """
  }

  /// A configuration of a task about CSV files with further members at the top level.
  static func csv(_ members: String) -> String {
    """
    {"task_type": "t", "data_config": {"input_data_path": "d"},
    "agent_perspectives": [{"condition": "A", "strategy": "S"},
    {"condition": "B", "strategy": "T", "completions": 3}], \(members)}
    """
  }

  /// A configuration with one score, named `s`, of these members.
  static func scores(_ members: String) -> String {
    task(#""scores": [{"name": "s", \#(members)}]"#)
  }

  /// A configuration with further members in its only perspective.
  static func perspective(_ members: String) -> String {
    perspectives(#"{"condition": "A", "strategy": "S", \#(members)}"#)
  }

  /// A configuration with these perspectives.
  static func perspectives(_ elements: String) -> String {
    """
    {"task_type": "t", "data_config": {"input_data_path": "d.json"},
    "agent_perspectives": [\(elements)]}
    """
  }

  /// A configuration with further members in its `model_config`.
  static func model(_ members: String) -> String {
    task(#""model_config": {"model_name": "m", \#(members)}"#)
  }

  /// A configuration with this `data_config`.
  static func data(_ members: String) -> String {
    """
    {"task_type": "t", "agent_perspectives": [{"condition": "A", "strategy": "S"}],
    "data_config": {\(members)}}
    """
  }
}

/// What is reported about a text: mistakes, or the warnings where there is none.
func diagnostics(of text: String, isStrict: Bool = false) -> [String] {
  do throws(ConfigurationError) {
    let task = try TaskConfiguration(
      text: text, path: "a.json", overrides: [], workingDirectory: "/nowhere", isStrict: isStrict)
    return task.warnings.map(\.description)
  } catch {
    return error.diagnostics.map(\.description)
  }
}

/// A folder that is removed with the value that owns it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = "/tmp/facet-test-\(UInt64.random(in: 0...UInt64.max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ text: String, to name: String) throws {
    try write(Data(text.utf8), to: name)
  }

  func write(_ data: Data, to name: String) throws {
    let file = "\(path)/\(name)"
    try makeFolder(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]))
    try data.write(to: URL(filePath: file))
  }

  func makeFolder(named name: String) throws {
    try makeFolder("\(path)/\(name)")
  }

  private func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
}
