internal import FacetJSON
public import FoundationEssentials

extension TaskConfiguration {
  /// Reads and checks a configuration file.
  ///
  /// - Throws: All of its mistakes, in the order of the file.
  public init(contentsOf path: String) throws(ConfigurationError) {
    try self.init(contentsOf: path, overrides: [])
  }

  /// Reads and checks a configuration file.
  ///
  /// - Parameter url: A file URL.
  /// - Throws: All of its mistakes, in the order of the file.
  public init(contentsOf url: URL) throws(ConfigurationError) {
    try self.init(contentsOf: url.path)
  }

  /// Reads and checks the text of a configuration.
  ///
  /// - Parameter path: Its name in messages, and the path from which its folder is derived.
  /// - Throws: All of its mistakes, in the order of the text.
  public init(text: String, path: String) throws(ConfigurationError) {
    try self.init(text: text, path: path, overrides: [])
  }

  /// Reads and checks a configuration file with overriding options.
  ///
  /// - Parameters:
  ///   - overrides: Applied in order before anything is checked.
  ///   - workingDirectory: An absolute path; `nil` for the process's own.
  ///   - isStrict: Whether unknown keys are errors instead of warnings.
  package init(
    contentsOf path: String, overrides: [ConfigurationOverride], workingDirectory: String? = nil,
    isStrict: Bool = false
  ) throws(ConfigurationError) {
    let folders = TaskFolders(configuration: path, workingDirectory: workingDirectory)
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try UserFile.bytes(at: folders.configurationPath)
    } catch {
      throw ConfigurationError([
        Diagnostic(.unreadableFile(path, error), at: SourcePlace(path: path))
      ])
    }
    try self.init(
      bytes: bytes, path: path, overrides: overrides, folders: folders, isStrict: isStrict)
  }

  /// Reads and checks the text of a configuration with overriding options.
  package init(
    text: String, path: String, overrides: [ConfigurationOverride],
    workingDirectory: String? = nil, isStrict: Bool = false
  ) throws(ConfigurationError) {
    try self.init(
      bytes: Array(text.utf8), path: path, overrides: overrides,
      folders: TaskFolders(configuration: path, workingDirectory: workingDirectory),
      isStrict: isStrict)
  }

  private init(
    bytes: [UInt8], path: String, overrides: [ConfigurationOverride], folders: TaskFolders,
    isStrict: Bool
  ) throws(ConfigurationError) {
    var root: ConfigurationNode
    do throws(JSONSyntaxError) {
      root = ConfigurationNode(try ConfigurationJSON.value(of: bytes))
    } catch {
      throw ConfigurationError([
        Diagnostic(path: path, location: error.location, message: error.message)
      ])
    }
    if case .object(let members) = root.content,
      ["schema_version", "agent_perspectives", "tasks"].allSatisfy({ key in
        members.contains { $0.key == key }
      }), !members.contains(where: { $0.key == "data_config" })
    {
      throw ConfigurationError([Diagnostic(.isDataset(), at: SourcePlace(path: path))])
    }
    var decoder = ConfigurationDecoder(
      path: path, isStrict: isStrict, folders: folders, source: bytes,
      options: overrides.map(\.source))
    for override in overrides {
      if let mistake = root.apply(override) {
        decoder.report(
          mistake,
          at: ConfigurationNode.Origin(location: root.origin.location, option: override.source))
      }
    }
    guard let configuration = decoder.task(root) else {
      throw ConfigurationError(decoder.diagnostics)
    }
    self = configuration
  }

  /// The location of a file named in the configuration: in the working directory, else under the
  /// root, else beside the configuration; `nil` if it is in none of them.
  package func locate(_ path: String) -> String? {
    folders.locate(path)
  }

  /// The input file.
  ///
  /// - Throws: A diagnostic with the places searched, or the reason why it cannot be read.
  package func inputFile() throws(Diagnostic) -> String {
    guard let file = folders.locate(data.inputPath) else {
      let places = folders.candidates(for: data.inputPath).map(folders.display)
      throw Diagnostic(
        .missingFile(data.inputPath, lookedFor: places), at: data.inputPathPlace)
    }
    if let problem = UserFile.problem(at: file) {
      throw Diagnostic(.unreadableFile(data.inputPath, problem), at: data.inputPathPlace)
    }
    return file
  }
}
