internal import FacetConversation
internal import FacetJSON
internal import FacetPlatform

/// Kaggle's own command-line client, run as a separate program.
struct KaggleClient: Sendable {
  /// A file of a data set.
  struct File: Sendable, Hashable {
    var name: String
    /// In bytes; the client rounds it.
    var size: Int
  }

  private let program: String
  private let environment: [String]
  /// The most files that the client lists per page.
  private static let pageSize = 200
  /// The time limit of one command.
  var timeLimit = Duration.seconds(120)

  /// - Parameter environment: The user's variables; the client finds its token there or in the home
  ///   folder.
  /// - Throws: ``KaggleError`` that says how to install it.
  init(environment: [String: String]) throws(KaggleError) {
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    guard
      let program = folders.map({ "\($0)/kaggle" }).first(where: FileSystem.isExecutable)
    else { throw .noClient() }
    self.program = program
    self.environment = environment.map { "\($0.key)=\($0.value)" }
  }

  func files(of name: KaggleName) async throws(KaggleError) -> [File] {
    let output = try await output(
      ["datasets", "files", name.description, "--csv", "--page-size", "\(Self.pageSize)"],
      action: "list its files", of: name)
    let lines = output.split(whereSeparator: \.isNewline).map(String.init)
    // The contents of further pages are unknown.
    if lines.contains(where: { $0.hasPrefix("Next Page Token") }) {
      throw .tooMany("\(name)", Self.pageSize)
    }
    // The client may print notices about newer versions before the header. It may also print errors
    // there and still exit with success.
    guard let header = lines.firstIndex(where: { $0.hasPrefix("name,") }) else {
      throw .client("\(name)", "list its files", lines.last ?? "it printed nothing")
    }
    return lines[(header + 1)...].compactMap { line in
      // A name with a comma is quoted; size and date come last.
      let parts = line.split(separator: ",", omittingEmptySubsequences: false)
      let columns = lines[header].split(separator: ",").count
      guard parts.count >= columns, let size = Self.bytes(of: parts[parts.count - columns + 1])
      else { return nil }
      let file = parts[...(parts.count - columns)].joined(separator: ",")
      return File(name: file.filter { $0 != "\"" }, size: size)
    }
  }

  /// Downloads a data set's files, unpacked.
  func download(_ name: KaggleName, into folder: String) async throws(KaggleError) {
    _ = try await output(
      ["datasets", "download", name.description, "-p", folder, "--unzip", "--quiet"],
      action: "download it", of: name)
  }

  /// Kaggle's metadata of a data set.
  func metadata(of name: KaggleName, in folder: String) async throws(KaggleError) -> JSONObject {
    _ = try await output(
      ["datasets", "metadata", name.description, "-p", folder], action: "fetch its metadata",
      of: name)
    let path = "\(folder)/dataset-metadata.json"
    do {
      let value = try ResponseJSON.value(of: FileSystem.contents(of: path))
      return value["info"]?.object ?? value.object ?? [:]
    } catch {
      throw .client("\(name)", "fetch its metadata", "\(error)")
    }
  }

  private func output(
    _ arguments: [String], action: String, of name: KaggleName
  ) async throws(KaggleError) -> String {
    let command = ChildProcess.Command([program] + arguments, environment: environment)
    let limit = timeLimit
    let result: ProgramResult?
    do {
      result = try await withThrowingTaskGroup(of: ProgramResult?.self) { group in
        group.addTask { try await ProgramResult(of: command, outputLimit: 1 << 20) }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
    } catch {
      throw .client("\(name)", action, "\(error)")
    }
    guard let result else {
      throw .client("\(name)", action, "it took more than \(limit / .seconds(1)) s")
    }
    let output = String(decoding: result.output, as: UTF8.self)
    guard result.status.isSuccess else {
      let last = [String(decoding: result.errorOutput, as: UTF8.self), output].lazy
        .compactMap { words in
          words.split(whereSeparator: \.isNewline).last { !String($0).trimmed.isEmpty }
        }.first
      throw .client("\(name)", action, last.map { String($0).trimmed } ?? "\(result.status)")
    }
    return output
  }

  /// `734`, `734B`, `61KB`, `5MB`, `1GB`
  private static func bytes(of text: Substring) -> Int? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits) else { return nil }
    let factor: Double? =
      switch text.dropFirst(digits.count).uppercased() {
      case "", "B": 1
      case "KB": 1e3
      case "MB": 1e6
      case "GB": 1e9
      case "TB": 1e12
      default: nil
      }
    return factor.map { Int(number * $0) }
  }
}
