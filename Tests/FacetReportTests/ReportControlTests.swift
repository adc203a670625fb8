import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetReport

@Suite("The controls of a report in a browser", .enabled(if: Browser.path != nil), .serialized)
struct ReportControlTests {
  /// What the script of a test may use.
  private static let helpers = """
    const all = (selector) => [...document.querySelectorAll(selector)];
    const texts = (selector) => all(selector).map((node) => node.innerText.trim());
    const pause = () => new Promise((done) => setTimeout(done, 300));
    const choose = async (id, value) => {
      const node = document.getElementById(id);
      node.value = value;
      node.dispatchEvent(new Event(id === "query" ? "input" : "change", { bubbles: true }));
      await pause();
    };
    const click = async (selector, position = 0) => { all(selector)[position].click(); await pause(); };
    const visible = () => all("article").filter((node) => !node.hidden);
    """

  /// Opens the report of datasets, lets a script use it, and returns what the script returns.
  private func use(
    _ datasets: [JSONValue], width: Int = 1200, _ script: String
  ) throws -> JSONValue {
    let folder = try ScratchFolder()
    var paths: [String] = []
    for (index, dataset) in datasets.enumerated() {
      paths.append(try folder.write(dataset.bytes(style: .indented), to: "d\(index).json"))
    }
    try DatasetReport(datasets: paths).write(to: folder.path(of: "d.html"))
    let bytes = try FileSystem.contents(of: folder.path(of: "d.html"))
    var page = String(decoding: bytes, as: UTF8.self)
    // The page's policy forbids any script but its own; a test's is one.
    let policy = try #require(page.firstRange(of: "<meta http-equiv=\"Content-Security-Policy\""))
    let end = try #require(page[policy.upperBound...].firstIndex(of: ">"))
    page.removeSubrange(policy.lowerBound...end)
    page = page.replacing(
      "</body>",
      with: """
        <pre id="result"></pre><script>(async () => {
        const result = document.getElementById("result");
        try {
          \(Self.helpers)
          await pause();
          result.textContent = JSON.stringify(await (async () => { \(script) })());
        } catch (error) { result.textContent = JSON.stringify({ error: String(error) }); }
        })();</script></body>
        """)
    try folder.write(Array(page.utf8), to: "driven.html")
    let visit = try Browser.visit(
      folder.path(of: "driven.html"), folder: folder.path, width: width)
    #expect(visit.console == [])
    let start = try #require(visit.document.firstRange(of: "<pre id=\"result\">"))
    let text = visit.document[start.upperBound...].prefix { $0 != "<" }
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    return try ResponseJSON.value(of: Array(text.utf8))
  }

  /// A dataset whose answers are known; the third perspective is of another category.
  private static func dataset(
    answers: [[String]] = [
      ["the cat sat on the mat", "the cat sat on a mat", "a dog ran"],
      ["red green blue", "red green blue", "yellow"],
    ], title: String = "demo"
  ) -> JSONValue {
    let names = ["Plain", "Careful", "Wild"]
    return [
      "schema_version": "1.0", "task_type": .string(title), "task_description": "d",
      "agent_perspectives": .array(
        names.map { name in
          [
            "condition": .string(name), "reading": .string("Read as \(name)"),
            "strategy": .string("Answer as \(name)"), "system": "Be brief", "model": "m",
            "metadata": ["category": name == "Wild" ? "loose" : "faithful"],
          ]
        }),
      "tasks": .array(
        answers.enumerated().map { index, responses in
          [
            "id": .string("id \(index)"), "index": .number(JSONNumber(index)),
            "context": .string("text \(index)"), "reference": "the cat sat on the mat",
            "responses": .array(responses.map { .string($0) }), "preparations": [nil, nil, nil],
            "response_metadata": .array(
              responses.enumerated().map { column, _ in
                [
                  "status": "ok", "model": "m", "attempts": column == 1 ? 3 : 2,
                  "cost_usd": .number(JSONNumber(column + 1)),
                  "steps": [
                    "reading": ["latency_ms": 10, "usage": nil],
                    "strategy": ["finish_reason": "stop", "latency_ms": 100, "usage": nil],
                  ], "error": nil,
                ]
              }),
          ]
        }),
      "metadata": ["configuration_fingerprint": "f", "generation_time": "2026-01-02T03:04:05Z"],
    ]
  }

  @Test("Every prompt opens to its own text", arguments: [1200, 400])
  func prompts(width: Int) throws {
    let shown = try use(
      [Self.dataset()], width: width,
      """
      all("details.prompt").forEach((node) => { node.open = true; });
      return texts("details.prompt dl");
      """)
    let expected = ["Plain", "Careful", "Wild"].map { name in
      JSONValue.string("System\nBe brief\nReading\nRead as \(name)\nStrategy\nAnswer as \(name)")
    }
    #expect(shown == .array(expected))
  }

  @Test(
    "No text of a page is an object or undefined, whatever was pressed", arguments: [1200, 400])
  func noObjects(width: Int) throws {
    let shown = try use(
      [Self.dataset(), Self.dataset(title: "other")], width: width,
      """
      all("details").forEach((node) => { node.open = true; });
      for (const select of all("select")) {
        for (const option of [...select.options]) await choose(select.id, option.value);
        await choose(select.id, select.options[0].value);
      }
      for (const position of all(".sort").keys()) await click(".sort", position);
      for (const position of all(".rating button").keys()) {
        if (position < 6) await click(".rating button", position);
      }
      await choose("query", "cat");
      return [document.body.innerText.match(/\\[object|undefined|NaN|Infinity/g),
        document.documentElement.scrollWidth <= innerWidth];
      """)
    #expect(shown == [nil, true])
  }

  @Test("Answers are compared word by word with the reference or a perspective")
  func differences() throws {
    let shown = try use(
      [Self.dataset()],
      """
      await choose("base", "reference");
      const first = (selector) => all("article")[0].querySelectorAll(selector);
      const answers = [...first(".answer")].map((node) => node.querySelector(".text").innerHTML);
      await choose("base", "0");
      const others = [...first(".answer")].map((node) => node.querySelector("footer").innerText.split(" · ")[0]);
      return [answers.slice(0, 2), others];
      """)
    #expect(
      shown == [
        ["the cat sat on the mat", "the cat sat on <del>the</del><ins>a</ins> mat"],
        ["22 characters", "83 % similar to Plain", "0 % similar to Plain"],
      ])
  }

  @Test("Clicks on a column sort perspectives, and perspectives can be grouped by category")
  func tables() throws {
    let shown = try use(
      [Self.dataset()],
      """
      const names = () => texts("#perspectives tbody th[scope=row]").map((text) => text.split("\\n")[0]);
      await click("[data-sort=cost]");
      const costly = names();
      await click("[data-sort=cost]");
      const cheap = names();
      await choose("group", "category");
      const groups = texts("#perspectives tr.group");
      return [costly, cheap, groups, [...all("article")[0].querySelectorAll("h4.group")].map((node) => node.innerText)];
      """)
    #expect(
      shown == [
        ["Wild", "Careful", "Plain"], ["Plain", "Careful", "Wild"],
        ["faithful: 2 perspectives, 4 answers", "loose: 1 perspective, 2 answers"],
        ["faithful", "loose"],
      ])
  }

  @Test("A rating is stored by the browser, shown in the table, and exported")
  func ratings() throws {
    let shown = try use(
      [Self.dataset()],
      """
      let exported = null;
      window.Blob = class { constructor(parts) { exported = JSON.parse(parts.join("")); } };
      URL.createObjectURL = () => "#";
      await click(".rating button", 4);
      await click("#export");
      const table = texts("#perspectives tbody tr:first-child td:last-child");
      const kept = Object.keys(localStorage).length;
      return [exported.ratings, document.getElementById("export").innerText, table, kept];
      """)
    #expect(
      shown == [
        [
          [
            "dataset": "d0.json", "sample_id": "id 0", "sample_index": 0, "condition": "Plain",
            "model": "m", "rating": 5,
          ]
        ], "Export 1 rating", ["5.0"], 1,
      ])
  }

  @Test("Two datasets are shown side by side, with a row for each sample that both have")
  func sideBySide() throws {
    let other = Self.dataset(answers: [["the cat sat on the hat", "x", "y"]])
    let shown = try use(
      [Self.dataset(), other],
      """
      const headings = [...all("article")[0].querySelectorAll(".answer h4")].map((node) => node.innerText);
      await choose("base", "peer");
      return [visible().length, headings, all("article")[0].querySelectorAll(".answer .text")[3].innerHTML,
        document.getElementById("count").innerText];
      """)
    #expect(
      shown == [
        2,
        [
          "Plain (d0.json)", "Careful (d0.json)", "Wild (d0.json)", "Plain (d1.json)",
          "Careful (d1.json)", "Wild (d1.json)",
        ], "the cat sat on the <del>mat</del><ins>hat</ins>", "2 samples, 9 answers",
      ])
  }

  @Test("Search ignores hidden perspectives; two steps do not count as retries")
  func search() throws {
    let shown = try use(
      [Self.dataset()],
      """
      await choose("query", "yellow");
      const before = visible().length;
      document.getElementById("columns").open = true;
      await click("#columns input[type=checkbox]", 2);
      const hidden = visible().length;
      await choose("query", "");
      return [before, hidden, texts(".answer footer span").filter((text) => text.includes("retr")).length,
        texts(".answer footer span").some((text) => text.includes("attempt"))];
      """)
    #expect(shown == [1, 0, 2, false])
  }
}
