import ArgumentParser
import FacetJSON
import FacetPlatform
import FacetTables
import TestSupport
import Testing

@testable import FacetCSV
@testable import FacetCommand

@Suite("The questions command")
struct QuestionsCommandTests {
  @Test(
    "Invalid arguments are refused with a correction",
    arguments: [
      ("--max-questions 0", "'--max-questions' must be at least 1."),
      (
        "--difficulties EASY SOFT",
        "'--difficulties' must be EASY, MEDIUM, HARD or VERY_HARD, not 'SOFT'."
      ),
      ("--delimiter ab", "'--delimiter' must be one ASCII character, or 'tab'."),
      ("--model gpt-4o-mini", "'--model' and '--config' need '--llm'."),
      ("--llm --templates t", "'--templates' and '--llm' cannot be combined."),
      ("--offline", "'--offline' needs '--llm': templates use no model."),
      ("--decimal ;", "'--decimal' must be '.' or ',', not ';'."),
      ("--limit 3", "'--limit' needs '--kaggle'."),
      (
        "inspect tips --code",
        "'--code' needs one question: add '--index' or '--id'."
      ),
    ])
  func refuses(arguments: String, message: String) {
    let words = ["questions"] + arguments.split(separator: " ").map(String.init)
    let error = #expect(throws: (any Error).self) { try FacetCommand.parseAsRoot(words) }
    #expect(error.map { FacetCommand.message(for: $0) } == message)
  }

  @Test func `files may be named after one option, and the options about them follow`() throws {
    let command = try FacetCommand.parseAsRoot([
      "questions", "--csv", "a.csv", "b.csv", "--delimiter", "tab", "--missing-values", "-,x",
      "--difficulties", "easy", "very-hard",
    ])
    let generate = try #require(command as? QuestionsCommand.Generate)
    #expect(generate.csv == ["a.csv", "b.csv"])
    #expect(generate.reading.choices.delimiter == UInt8(ascii: "\t"))
    #expect(generate.reading.choices.missingWords == ["-", "x"])
    #expect(generate.chosenDifficulties == [.easy, .veryHard])
  }

  @Test func `what came of a file is told with its shortfalls and malformed rows`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write("a,b\n1,2\n3\n", to: "d.csv")
    var harvest = QuestionHarvest(quota: DifficultyQuota(total: 3))
    harvest.questions = [QuestionRecord(id: "x", source: .template, dataset: "d")]
    harvest.dropped = [
      QuestionHarvest.Dropped(template: "t", parameters: [:], reason: "too few groups")
    ]
    let outcome = SyntheticQuestions.Outcome(
      profile: try CSVProfiler.profile(of: path), harvest: harvest, path: "q.json")
    let text = QuestionReport.text(outcome, took: .milliseconds(1_240), isVerbose: false)
    #expect(
      text == """
        d: 2 rows, 2 columns; 1 question (0 EASY, 0 MEDIUM, 0 HARD) in 1.2 s
          EASY: only 0 of 1; the file and the templates allow no more
          MEDIUM: only 0 of 1; the file and the templates allow no more
          HARD: only 0 of 1; the file and the templates allow no more
          1 row malformed:
            line 3 has 1 field instead of 2; the absent fields count as missing: 3
          1 candidate dropped:
            1 × too few groups
        """)
  }
}
