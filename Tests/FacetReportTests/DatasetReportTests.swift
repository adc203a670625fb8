import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetReport

@Suite("The report of a dataset")
struct DatasetReportTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private func report(
    of text: String, named name: String = "d.json", selection: Range<Int>? = nil
  ) throws -> (summary: DatasetReport.Summary, page: String) {
    try folder.write(text, to: name)
    let report = DatasetReport(datasets: [folder.path(of: name)], selection: selection)
    let summary = try report.write(to: folder.path(of: "d.html"))
    let page = try FileSystem.contents(of: folder.path(of: "d.html"))
    return (summary, String(decoding: page, as: UTF8.self))
  }

  /// What stands in the page's elements of data, as its script reads it.
  private func data(_ page: String, _ start: String) throws -> [JSONValue] {
    try page.split(separator: start, omittingEmptySubsequences: false).dropFirst().map { part in
      let text = part.prefix(upTo: try #require(part.firstRange(of: "</script>")).lowerBound)
      return try ResponseJSON.value(of: Array(text.utf8))
    }
  }

  private func samples(_ page: String) throws -> [JSONValue] {
    try data(page, #"<script type="application/json" class="samples" data-set="0">"#).flatMap {
      $0.array ?? []
    }
  }

  private func frame(_ page: String) throws -> JSONValue {
    try #require(try data(page, #"<script type="application/json" id="frame">"#).first?[0])
  }

  @Test("Has every sample with its answers, and no data that HTML could read as a tag")
  func holds() throws {
    let dataset = Datasets.document(samples: [Datasets.hostile, "two", "three"])
    let text = String(decoding: dataset.bytes(style: .indented), as: UTF8.self)
    let (summary, page) = try report(of: text)
    #expect(summary == DatasetReport.Summary(samples: 3, total: 3))
    let samples = try samples(page)
    #expect(samples.map { $0["id"] } == ["id 0", "id 1", "id 2"])
    #expect(samples[0]["c"]?.string == Datasets.hostile)
    let cell = try #require(samples[0]["a"]?[0]?.array)
    #expect(cell[0] == "ok")
    #expect(cell[1].string == "Answer: " + Datasets.hostile)
    #expect(cell[5...10] == [100, 11, 7, 0.000_12, 0, nil])
    #expect(samples[1]["a"]?[1]?[0] == "failed")
    #expect(samples[1]["a"]?[1]?[10]?["message"]?.string == Datasets.hostile)
    let frame = try frame(page)
    #expect(frame["perspectives"]?.array?.count == 2)
    #expect(frame["metadata"]?["rehearsal"] == true)
    // The tags are the page's own, whatever the data holds.
    #expect(page.ranges(of: "<script").count == 3)
    #expect(page.ranges(of: "</script").count == 3)
    #expect(!page.contains("<!--"))
    #expect(!page.contains("<img"))
    #expect(!page.unicodeScalars.contains("\u{2028}"))
  }

  @Test("Loads nothing, and runs only its own script")
  func policy() throws {
    let (_, page) = try report(of: #"{"tasks": []}"#)
    let tag = #"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src"#
    #expect(page.contains(tag + " 'sha256-"))
    #expect(!page.contains("unsafe-"))
    for address in [" src=", "@import", "url(", "fetch(", "import(", "innerHTML", "eval("] {
      #expect(!page.contains(address), "\(address)")
    }
    // The one address is the name of a namespace.
    let addresses = page.split(separator: "http").dropFirst().filter { !$0.hasPrefix("-equiv") }
    #expect(addresses.map { String($0.prefix(21)) } == ["://www.w3.org/2000/sv"])
  }

  @Test(
    "Finds the tasks wherever they are, and mistakes nothing else for them",
    arguments: [
      #"{"tasks":[{"context":"x","responses":["r"]}],"agent_perspectives":[{"condition":"A"}]}"#,
      #"{"task_type":"tasks","metadata":{"tasks":[1],"a":"}]\"tasks\":["},"tasks" : [{"context":"x","responses":["r"]} ] }"#,
      "{\"agent_perspectives\": [{\"condition\": \"[\\\\\"}],\n \"tasks\"\n:\n[\n{\"context\": \"x\", \"responses\": [\"r\"]}\n]\n}\n",
    ])
  func layouts(text: String) throws {
    let samples = try samples(try report(of: text).page)
    #expect(samples.count == 1)
    #expect(samples[0]["c"] == "x")
    #expect(samples[0]["a"]?[0]?[1] == "r")
  }

  @Test("Groups the rows of a sample", arguments: [true, false])
  func rows(hasCompanion: Bool) throws {
    func row(_ sample: Int, _ perspective: Int, _ completion: Int, _ status: String) -> String {
      JSONValue.object([
        "sample_id": .string("s\(sample)"), "sample_index": .number(JSONNumber(sample)),
        "condition": .string(perspective == 0 ? "A" : "B"),
        "perspective_index": .number(JSONNumber(perspective)),
        "completion": .number(JSONNumber(completion)), "model": "m", "status": .string(status),
        "finish_reason": "stop", "context": "c", "reference": nil, "preparation": nil,
        "response": .string("\(sample).\(perspective).\(completion)"),
        "usage": ["prompt_tokens": 3, "completion_tokens": 4], "cost_usd": 0.5, "error": nil,
      ]).text
    }
    if hasCompanion {
      try folder.write(
        """
        {"task_type": "t", "status": "partial", "agent_perspectives": [
          {"condition": "A #1", "completion": 0, "strategy": "S"},
          {"condition": "A #2", "completion": 1, "strategy": "S"},
          {"condition": "B", "strategy": "S"}]}
        """, to: "d.metadata.json")
    }
    let text = [
      row(0, 0, 0, "ok"), row(0, 0, 1, "truncated"), row(0, 1, 0, "ok"), row(4, 0, 0, "ok"),
      row(4, 1, 0, "ok"),
    ].joined(separator: "\n")
    let (summary, page) = try report(of: text, named: "d.jsonl")
    #expect(summary == DatasetReport.Summary(samples: 2, total: 2))
    let samples = try samples(page)
    #expect(samples.map { $0["i"]?.int } == [0, 4])
    #expect(samples[0]["a"]?.array?.map { $0[1] } == ["0.0.0", "0.0.1", "0.1.0"])
    #expect(samples[1]["a"]?.array?.map { $0[1] } == ["4.0.0", nil, "4.1.0"])
    #expect(
      samples[0]["a"]?[1]?.array == [
        "truncated", "0.0.1", nil, "m", "stop", nil, 3, 4, 0.5, nil, nil,
      ])
    let conditions = try frame(page)["perspectives"]?.array?.map { $0["condition"]?.string }
    #expect(conditions == [hasCompanion ? "A #1" : "A", "A #2", "B"])
  }

  @Test("Shows the selected samples")
  func selection() throws {
    let dataset = Datasets.document(samples: (0..<9).map { "text \($0)" })
    let (summary, page) = try report(of: dataset.text, selection: 2..<5)
    #expect(summary == DatasetReport.Summary(samples: 3, total: 9))
    #expect(try samples(page).map { $0["i"]?.int } == [2, 3, 4])
    #expect(try frame(page)["total"]?.int == 9)
    #expect(throws: ReportError.self) { try report(of: dataset.text, selection: 9..<12) }
  }

  @Test(
    "Explains why a file is not a dataset",
    arguments: [
      ("[1]", "d.json", "is not a dataset: it must be a JSON object with 'tasks'"),
      (#"{"a": 1}"#, "d.json", "is not a dataset"),
      ("", "d.json", "is not a dataset"),
      ("{\"a\": 1,\n\"tasks\": [\n{\"context\": x}]}", "d.json", "line 3, sample 0"),
      (#"{"tasks": [{"context": "x"}"#, "d.json", "unexpected end of data"),
      (#"{"tasks": []"#, "d.json", "cannot be read as a dataset"),
      (#"{"input": "x"}"#, "d.jsonl", "has no 'sample_index'"),
    ])
  func mistakes(text: String, name: String, message: String) throws {
    let error = #expect(throws: ReportError.self) { try report(of: text, named: name) }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect(error?.isMistake == true)
    #expect(!FileSystem.exists(folder.path(of: "d.html")))
  }

  @Test("Refuses a page too large for a browser, and suggests a selection that fits")
  func large() throws {
    let dataset = Datasets.document(
      samples: (0..<60).map { "\($0)" + String(repeating: "long ", count: 20_000) })
    try folder.write(dataset.bytes(), to: "d.json")
    var report = DatasetReport(datasets: [folder.path(of: "d.json")])
    report.largestPage = 5 << 20
    let error = #expect(throws: ReportError.self) {
      try report.write(to: folder.path(of: "d.html"))
    }
    #expect(error?.message.contains("'--samples 0:") == true)
    let end = try #require(error?.message.split(separator: "0:").last?.split(separator: "'").first)
    report.selection = 0..<(try #require(Int(end)))
    #expect(try report.write(to: folder.path(of: "d.html")).samples == Int(end))
  }

  @Test("Never replaces the dataset")
  func same() throws {
    try folder.write(#"{"tasks": []}"#, to: "d.html")
    let path = folder.path(of: "d.html")
    #expect(throws: ReportError.self) { try DatasetReport(datasets: [path]).write(to: path) }
    #expect(String(decoding: try FileSystem.contents(of: path), as: UTF8.self) == #"{"tasks": []}"#)
  }

  @Test("Columns of several models can be grouped by model and by condition")
  func models() throws {
    func column(_ condition: String, _ members: JSONObject) -> JSONObject {
      var column: JSONObject = ["condition": .string(condition)]
      for member in members.members { column[member.key] = member.value }
      return column
    }
    let frame = ReportFrame(
      title: "t", description: nil,
      columns: [
        column("Reference", ["isReference": true]),
        column("A · m #2", ["base_condition": "A", "completion": 1, "model": "m"]),
        column(
          "A · n #1",
          ["base_condition": "A", "completion": 0, "model": "n", "metadata": ["model": "own"]]),
        column("B", ["model": "n", "model_label": "l"]),
      ], metadata: [:])
    let shown = try #require(frame.json(total: 1, file: "f", label: "l")["perspectives"]?.array)
    #expect(shown.map { $0["metadata"]?["model"]?.string } == [nil, "m", "own", "l"])
    #expect(shown.map { $0["metadata"]?["condition"]?.string } == [nil, "A", "A", "B"])
    #expect(shown.map { $0["perspective"]?.string } == ["Reference", "A · m", "A · n", "B"])
  }

  @Test("The texts of earlier steps are shown beside the response")
  func steps() {
    let cell = ReportCell(
      response: "r", preparation: nil,
      metadata: ["steps": ["draft": ["text": "D"], "final": ["latency_ms": 1]]])
    #expect(cell.preparation == "draft\n\nD")
    let row = ReportCell(
      response: "r", preparation: nil,
      metadata: ["steps": [["name": "a", "text": "A"], ["name": "b", "text": "B"]]])
    #expect(row.preparation == "a\n\nA\n\nb\n\nB")
    #expect(ReportCell(response: "r", preparation: "n", metadata: nil).preparation == "n")
  }
}
