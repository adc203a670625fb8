import FacetCSV
import FacetJSON
import TestSupport
import Testing

@Suite struct QuestionRecordTests {
  /// A record in which nothing is at its default.
  static var full: QuestionRecord {
    var record = QuestionRecord(id: "0123456789abcdef", source: .template, dataset: "cafés")
    record.questionText = "Which column varies most?"
    record.questionMechanical = "Name the column."
    record.hint = "Compare variances."
    record.steps = ["Take the numeric columns.", "Compare their variances."]
    record.stepCount = 2
    record.difficulty = .veryHard
    record.category = "spread"
    record.tags = ["variance"]
    record.templateName = "max_variance_mean"
    record.templateParameters = ["threshold": 5]
    record.code = "submit(1)\n"
    record.alternativeCodes = ["submit(2)\n"]
    record.hooks = [
      CodeHook(
        name: "variances", value: ["a": 1.5], valueHash: "ff", description: "per column",
        codeLine: "variances = df.var()", dependsOn: ["columns"])
    ]
    record.outputType = "object"
    record.outputSchema = "a number"
    record.groundTruth = 1
    record.groundTruthHash = "aa"
    record.groundTruthHashes = ["aa", "bb"]
    record.groundTruths = [1, 2]
    record.datasetDescription = "Cafés of a town"
    record.csvSource = "data/csv/cafés.csv"
    record.csvSHA256 = "00"
    record.csvReading = ["sep": ","]
    record.other = ["validation": ["ok": true]]
    return record
  }

  @Test func `a record survives a round trip through its file, including unknown members`()
    throws
  {
    let read = try QuestionRecord(json: Self.full.json)
    #expect(read == Self.full)
  }

  @Test func `unknown members stay absent`() throws {
    let record = QuestionRecord(id: "x", source: .llm, dataset: "d")
    #expect(try QuestionRecord(json: record.json) == record)
  }

  @Test func `every record has the published keys, null if unknown`() throws {
    let object = try #require(
      QuestionRecord(id: "x", source: .llm, dataset: "d").json.object)
    for key in [
      "question_text", "question_mechanical", "hint", "code", "code_hash", "ground_truth",
      "ground_truth_hash", "ground_truth_hashes", "output_schema", "n_steps", "difficulty",
      "dataset_description",
    ] {
      #expect(object[key] != nil, "\(key)")
    }
    #expect(object["source"] == "llm_gen")
    for key in object.keys { #expect(!key.hasPrefix("_") && key != "subtype") }
  }

  @Test(
    "A record that cannot be used says why",
    arguments: [
      ("[]", "a question must be an object, not an array"),
      (#"{"source": "template", "dataset": "d"}"#, "a question needs 'id'"),
      (
        #"{"id": "a", "source": "book", "dataset": "d"}"#,
        "'source' must be one of 'template', 'procedural', 'llm_gen', not 'book'"
      ),
      (
        #"{"id": "a", "source": "template", "dataset": "d", "difficulty": "SOFT"}"#,
        "'difficulty' must be EASY, MEDIUM, HARD or VERY_HARD, not 'SOFT'"
      ),
      (
        #"{"id": "a", "source": "template", "dataset": "d", "hint": 3}"#,
        "'hint' must be a text, not a number"
      ),
    ])
  func says(text: String, message: String) throws {
    let value = try ConfigurationJSON.value(of: text).plain
    let error = #expect(throws: QuestionRecordError.self) { try QuestionRecord(json: value) }
    #expect(error?.description == message)
  }

  @Test func `a file of questions is read as it was written`() throws {
    let folder = try ScratchFolder()
    let path = QuestionFile.path(in: folder.path, dataset: "cafés")
    try QuestionFile.write([Self.full], to: path)
    #expect(try QuestionFile.questions(at: path) == [Self.full])
  }
}
