internal import Facet
internal import FacetConfiguration
internal import FacetPlatform

/// Reading what the user wrote, with its mistakes told to the user.
enum LoadedTask {
  /// Returns what `body` returns; a mistake is printed and ends the command with status 2.
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

extension ConfigurationKeyOptions {
  /// The variables in force: the process's over those of the file.
  func environment(reportingTo console: Console) throws -> [String: String] {
    try LoadedTask.reporting(to: console) { try RunEnvironment(file: envFile).all }
  }
}

/// The command that would go on with a run.
enum ResumeCommand {
  /// The arguments as a shell would take them again; going on needs no `--fresh`.
  static func text(_ arguments: [String]) -> String {
    let name = FileSystem.shortened(arguments.first ?? "facet")
    let rest = arguments.dropFirst().filter { $0 != "--fresh" }
    return ([name] + rest).map(quoted).joined(separator: " ")
  }

  /// The same command with an option of another value, put at its end where it has none.
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

  private static func quoted(_ argument: String) -> String {
    let isPlain = argument.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./:=,@%+".utf8.contains(byte)
      }
    }
    guard !isPlain || argument.isEmpty else { return argument }
    return "'"
      + argument.split(separator: "'", omittingEmptySubsequences: false).joined(
        separator: #"'\''"#) + "'"
  }
}
