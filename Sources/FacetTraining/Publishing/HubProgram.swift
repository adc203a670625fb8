internal import FacetJSON
internal import FacetPlatform

/// The `hf` program on PATH: it has the login, the transfer and the retries.
struct HubProgram: Sendable {
  private let path: String

  /// - Throws: ``TrainingError`` that names what to install if it is missing.
  init() throws(TrainingError) {
    guard let path = ProgramPath.path(of: "hf") else {
      throw TrainingError(
        "pushing needs the program 'hf', which is not on PATH; install it with "
          + "'pip install huggingface_hub' or 'bin/setup --training'")
    }
    self.path = path
  }

  private static let quiet = [
    "HF_HUB_DISABLE_TELEMETRY=1", "HF_HUB_DISABLE_UPDATE_CHECK=1",
    "HF_HUB_DISABLE_PROGRESS_BARS=1", "NO_COLOR=1",
  ]

  private func result(of arguments: [String]) async throws(TrainingError) -> ProgramResult {
    let names = Self.quiet.map { $0.prefix { $0 != "=" } + "=" }
    let environment = ProgramPath.environment.filter { variable in
      !names.contains { variable.hasPrefix($0) }
    }
    do throws(SystemError) {
      return try await ProgramResult(
        of: ChildProcess.Command([path] + arguments, environment: environment + Self.quiet))
    } catch {
      throw TrainingError("\(error)", isMistake: false)
    }
  }

  /// Downloads those of some files that a repository has; none if there is no repository.
  ///
  /// - Returns: Whether the repository could be asked.
  func download(
    _ names: [String], of repository: String, revision: String?, to folder: String
  ) async throws(TrainingError) {
    var arguments = ["download", repository, "--type", "dataset", "--local-dir", folder]
    for name in names { arguments += ["--include", name] }
    if let revision { arguments += ["--revision", revision] }
    let result = try await result(of: arguments)
    if result.status.isSuccess { return }
    let words = Self.words(of: result)
    // A repository that does not exist yet is made by the upload.
    for known in ["RepositoryNotFound", "Repository Not Found", "not found", "404"]
    where words.all.contains(known) { return }
    throw TrainingError("'\(repository)' cannot be read: \(words.last)", isMistake: false)
  }

  /// Uploads a folder.
  ///
  /// - Parameter removed: Exact names of files to remove from the repository.
  /// - Returns: The commit's address; `nil` if the program named none.
  func upload(
    _ folder: String, to repository: String, options: HubPush.Options, message: String,
    removed: [String]
  ) async throws(TrainingError) -> String? {
    var arguments = [
      "upload", repository, folder, ".", "--type", "dataset", "--commit-message", message, "--json",
    ]
    if options.isPrivate { arguments.append("--private") }
    if options.createsPullRequest { arguments.append("--create-pr") }
    if let revision = options.revision { arguments += ["--revision", revision] }
    for name in removed { arguments += ["--delete", name] }
    let result = try await result(of: arguments)
    guard result.status.isSuccess else {
      throw TrainingError(
        "the upload failed: \(Self.words(of: result).last); run the command again, and what has "
          + "arrived is not sent again ('hf auth login' logs in)", isMistake: false)
    }
    for line in result.output.split(separator: 0x0A).reversed() {
      if let url = (try? ResponseJSON.value(of: Array(line)))?["url"]?.string { return url }
    }
    return nil
  }

  /// What a program said, and the last line of it.
  private static func words(of result: ProgramResult) -> (all: String, last: String) {
    let all = String(decoding: result.errorOutput + result.output, as: UTF8.self)
    let lines = String(decoding: result.errorOutput, as: UTF8.self)
      .split(whereSeparator: \.isNewline).filter { line in
        line.contains { !$0.isWhitespace } && !line.contains("Hint:")
      }
    return (all, lines.last.map { String($0.prefix(400)) } ?? "hf ended with \(result.status)")
  }
}
