internal import Facet
internal import FacetConfiguration
internal import FacetPlatform

/// Reads the user's files and reports their mistakes.
enum LoadedTask {
  /// Returns the result of `body`; a mistake is printed and ends the command with status 2.
  static func reporting<Result>(to console: Console, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ConfigurationError {
      console.print(error.description)
    } catch let error as PlanError {
      console.print(error.description)
    } catch let error as Diagnostic {
      console.print(error.description)
    }
    throw ExitStatus(code: ExitStatus.usage)
  }
}

extension LoadedTask {
  /// ``reporting(to:_:)`` for work that takes a while.
  static func reportingLater<Result>(
    to console: Console, _ body: () async throws -> Result
  ) async throws -> Result {
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await body())
    } catch {
      result = .failure(error)
    }
    return try reporting(to: console) { try result.get() }
  }
}

extension ConfigurationKeyOptions {
  /// The environment: the file's variables, overridden by the process's.
  func environment(reportingTo console: Console) throws -> [String: String] {
    try LoadedTask.reporting(to: console) { try RunEnvironment(file: envFile).all }
  }
}

/// The command that resumes a run.
enum ResumeCommand {
  /// The arguments quoted for a shell, without `--fresh`, which would not resume.
  static func text(_ arguments: [String]) -> String {
    let name = FileSystem.shortened(arguments.first ?? "facet")
    let rest = arguments.dropFirst().filter { $0 != "--fresh" }
    return ([name] + rest).map(ShellWord.quoted).joined(separator: " ")
  }

  /// The same command with an option set to a value, moved to the end.
  static func text(_ arguments: [String], setting option: String, to value: String) -> String {
    var words: [String] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word == option {
        _ = rest.popFirst()
      } else if !word.hasPrefix(option + "=") {
        words.append(word)
      }
    }
    return text(words + [option, value])
  }
}
