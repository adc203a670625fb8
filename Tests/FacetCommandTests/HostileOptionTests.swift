import ArgumentParser
import Facet
import FacetCSV
import FacetConfiguration
import FacetJSON
import FacetPlatform
import FacetTraining
import TestSupport
import Testing

@testable import FacetCommand

@Suite("Hostile values of options")
struct HostileOptionTests {
  /// An option of a command, with what the command needs beside it.
  struct Place {
    var command: [String]
    var arguments: [String]
    var option: String
    var values: [String]
  }

  /// What no number, time, range or amount should be. The parser takes some 30 ms for each, so
  /// that these go to options whose value's name says that it is one.
  static let numbers = [
    "nan", "-1", "1e308", "9223372036854775807", "9223372036854775808", "",
  ]
  /// What no range or time should be, either.
  private static let further = [
    "a:b": "9223372036854775806:9223372036854775807", "time": "1e300d",
  ]
  /// What no name should be.
  static let texts = ["", "\u{1B}]0;x\u{7}\u{0}" + String(repeating: "9", count: 5000)]

  private static let numeric: Set<String> = [
    "count", "number", "seconds", "ms", "days", "MB", "a:b", "dollars", "time",
  ]

  private static func values(named name: String) -> [String] {
    guard numeric.contains(name) else { return texts }
    return numbers + (further[name].map { [$0] } ?? [])
  }

  /// Every option and argument of every command, as the parser itself lists them.
  private static func places() throws -> [Place] {
    let error = #expect(throws: (any Error).self) {
      try FacetCommand.parseAsRoot(["--experimental-dump-help"])
    }
    let text = error.map { FacetCommand.fullMessage(for: $0) } ?? ""
    let root = try ResponseJSON.value(of: Array(text.utf8))["command"]
    var places: [Place] = []
    var seen: Set<String> = []
    func visit(_ command: JSONValue, _ path: [String]) {
      let arguments = command["arguments"]?.array ?? []
      let positionals = arguments.filter { $0["kind"] == "positional" }.map { _ in "x.json" }
      for argument in arguments {
        // The same group of options in two commands is the same code.
        guard seen.insert(argument.text).inserted else { continue }
        if argument["kind"] == "positional" {
          places.append(Place(command: path, arguments: [], option: "", values: texts))
        } else if argument["kind"] == "option",
          let name = argument["preferredName"]?["name"]?.string
        {
          places.append(
            Place(
              command: path, arguments: positionals,
              option: (name.count == 1 ? "-" : "--") + name,
              values: values(named: argument["valueName"]?.string ?? "")))
        }
      }
      for subcommand in command["subcommands"]?.array ?? [] {
        guard let name = subcommand["commandName"]?.string, name != "help" else { continue }
        visit(subcommand, path + [name])
      }
    }
    visit(root ?? .null, [])
    return places
  }

  @Test("Are refused with a message or accepted, by every option of every command, without a trap")
  func everyOption() throws {
    let places = try Self.places()
    #expect(places.count > 80, "the parser lists its options")
    #expect(places.contains { $0.option == "--timeout" && $0.values == Self.numbers })
    #expect(places.count { $0.values.starts(with: Self.numbers) } > 25)
    for place in places {
      // The command alone is understood many times faster than as one of all.
      let command = place.command.reduce(FacetCommand.self as any ParsableCommand.Type) {
        command, name in
        command.configuration.subcommands.first { $0._commandName == name } ?? command
      }
      for value in place.values {
        let words =
          place.option.isEmpty ? [value] : place.arguments + ["\(place.option)=\(value)"]
        do {
          use(try command.parseAsRoot(words))
        } catch {
          let message = command.message(for: error)
          #expect(!message.isEmpty, "\(place.command) \(words) is refused without a message")
        }
      }
    }
  }

  /// Asks a command for what it makes of its options.
  private func use(_ command: any ParsableCommand) {
    func overridden(_ overrides: [ConfigurationOverride]) {
      let text = """
        {"task_type": "t", "model_config": {"model_name": "m"},
        "agent_perspectives": [{"condition": "A", "strategy": "S"}],
        "data_config": {"input_data_path": "d"}}
        """
      let configuration = try? TaskConfiguration(text: text, path: "t.json", overrides: overrides)
      _ = configuration?.budget.raisingCommands(["facet", "run"])
    }
    switch command {
    case let run as RunCommand:
      overridden(((try? run.task.overriding.overrides) ?? []) + run.budget.overrides)
      var options = RunOptions(environment: [:])
      run.selection.apply(to: &options)
    case let episodes as EpisodesCommand.Generate:
      let choices = try? episodes.episodes.choices
      overridden(choices?.overrides(isTest: true) ?? [])
    case let questions as QuestionsCommand.Generate:
      _ = DifficultyQuota(total: questions.maxQuestions ?? 1, among: questions.chosenDifficulties)
      _ = (questions.sandbox.options, questions.reading.choices)
    case let export as ExportCommand:
      var recipe = ExportRecipe(name: "set")
      try? export.form.apply(to: &recipe)
      _ = try? export.choices.rules(for: .dpo)
    case let verify as VerifyCommand:
      _ = verify.sandbox.options
    case let merge as MergeCommand:
      _ = merge.merging.sandbox.options
    default: break
    }
  }

  @Test(
    "Are refused with a message that names the correction",
    arguments: [
      (
        "run x.json --timeout nan",
        "'--timeout' must be a number of seconds above 0, at most a year."
      ),
      (
        "run x.json --timeout inf",
        "'--timeout' must be a number of seconds above 0, at most a year."
      ),
      (
        "run x.json --timeout 0", "'--timeout' must be a number of seconds above 0, at most a year."
      ),
      (
        "episodes --max-questions 9223372036854775807",
        "'--max-questions' must be at most 1000000000."
      ),
      (
        "questions --max-questions 9223372036854775807",
        "'--max-questions' must be at most 1000000000."
      ),
      ("rehearse --port 80000", "'--port' must be from 0 to 65535."),
      ("rehearse --port=-1", "'--port' must be from 0 to 65535."),
      ("run x.json --replicate ''", "'--replicate' must not be empty."),
      (
        "run x.json --perspectives ''",
        "'--perspectives' must list conditions, such as 'Careful*,Plain', not ''."
      ),
      (
        "run x.json --perspectives ,",
        "'--perspectives' must list conditions, such as 'Careful*,Plain', not ','."
      ),
      (
        "run x.json --samples 2:1",
        "'--samples 2:1' selects no samples: the second position must be above the first."
      ),
      ("run x.json --samples 2", "'--samples' must be two positions, such as '0:100', not '2'."),
      (
        "run x.json --budget-usd nan", "'--budget-usd' must be an amount such as '2.50', not 'nan'."
      ),
      ("run x.json --max-concurrency 0", "'--max-concurrency' must be at least 1."),
      ("run x.json --events ''", "'--events' must not be empty."),
      ("run x.json --model ''", "'--model' must not be empty."),
      (
        "report d.json --samples 5:5",
        "'--samples 5:5' selects no samples: the second position must be above the first."
      ),
      ("smoke --n-questions 1000000", "'--n-questions' must be at most 1000."),
    ])
  func words(arguments: String, message: String) {
    let words = arguments.split(separator: " ").map { $0 == "''" ? "" : String($0) }
    let error = #expect(throws: (any Error).self) { try FacetCommand.parseAsRoot(words) }
    #expect(error.map { FacetCommand.message(for: $0) } == message)
  }
}
