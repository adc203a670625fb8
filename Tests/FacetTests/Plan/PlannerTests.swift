import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import TestSupport
import Testing

@testable import Facet

@Suite("The planner")
struct PlannerTests {
  private static let six = (1...6).map { #"{"condition": "P\#($0)", "strategy": "S\#($0)"}"# }
    .joined(separator: ", ")
  private let twenty = (0..<20).map { "text \($0)" }

  private func plan(
    _ fixture: TaskFixture, _ change: (inout RunOptions) -> Void = { _ in }
  ) throws -> RunPlan {
    var options = fixture.options
    options.environment = options.environment.merging(["TOGETHER_API_KEY": "key"]) { a, _ in a }
    change(&options)
    return try Planner(configuration: fixture.configuration, options: options).plan()
  }

  private func mistakes(
    _ fixture: TaskFixture, _ change: (inout RunOptions) -> Void = { _ in }
  ) -> String {
    #expect(throws: PlanError.self) { try plan(fixture, change) }?.description ?? ""
  }

  @Test("A test takes ten samples and the first four perspectives, not counting the reference")
  func testMode() throws {
    let fixture = try TaskFixture(
      samples: twenty, perspectives: Self.six, members: #""add_references": true"#)
    let plan = try plan(fixture) { $0.isTest = true }
    #expect(plan.columns.map(\.condition) == ["Reference", "P1", "P2", "P3", "P4"])
    #expect(plan.input.sampleCount == 10)
    #expect(plan.input.leavesSamplesOut)
    #expect(plan.cellCount == 40)
    let smaller = try self.plan(fixture) {
      $0.isTest = true
      $0.limit = 3
    }
    #expect(smaller.input.sampleCount == 3)
  }

  @Test("Perspectives are chosen by patterns, in a test among its four")
  func globs() throws {
    let fixture = try TaskFixture(perspectives: Self.six)
    #expect(
      try plan(fixture) { $0.perspectives = ["P[", "P?"].suffix(1) }.columns.count == 6)
    #expect(
      try plan(fixture) { $0.perspectives = ["*5", "P2"] }.columns.map(\.condition)
        == ["P2", "P5"])
    let message = mistakes(fixture) {
      $0.perspectives = ["P5"]
      $0.isTest = true
    }
    #expect(
      message == "error: no perspective is named 'P5'; the perspectives are 'P1', 'P2', 'P3', 'P4'")
  }

  @Test(
    "A pattern knows runs of characters, single ones, and case",
    arguments: [
      ("Low*", "Low Effort", true), ("*", "", true), ("?ow", "Low", true), ("?ow", "ow", false),
      ("low*", "Low Effort", false), ("*a*b*", "xaxxbx", true), ("*a*b", "xaxxbx", false),
      ("Ü?", "Üß", true),
    ])
  func patterns(pattern: String, text: String, matches: Bool) {
    #expect(GlobPattern(pattern).matches(text) == matches)
  }

  @Test("The selection cuts to a range before it cuts to the sample size, or to the limit")
  func selectionOrder() throws {
    let fixture = try TaskFixture(samples: twenty, data: #""sample_size": 4"#)
    #expect(try plan(fixture).input.sampleCount == 4)
    #expect(try plan(fixture) { $0.samples = 18..<30 }.input.sampleCount == 2)
    #expect(try plan(fixture) { $0.limit = 15 }.input.sampleCount == 15)
    #expect(mistakes(fixture) { $0.samples = 20..<21 }.contains("no sample is selected"))
  }

  @Test("A shuffled selection has the configured size, and a limit truncates the random choice")
  func shuffled() throws {
    let fixture = try TaskFixture(samples: twenty, data: #""sample_size": 8, "shuffle_seed": 3"#)
    let plan = try plan(fixture)
    #expect(plan.input.sampleCount == 8)
    #expect(plan.input.leavesSamplesOut)
    #expect(try self.plan(fixture) { $0.limit = 5 }.input.sampleCount == 5)
  }

  @Test("A missing key is named with the reason why the model goes there")
  func missingKey() throws {
    let fixture = try TaskFixture()
    let message = mistakes(fixture) { $0.environment = ["OPENAI_API_KEY": "sk"] }
    #expect(message.contains("TOGETHER_API_KEY"))
    #expect(message.contains("'rehearsal-small' goes there, because"))
    #expect(message.contains("OpenAI (OPENAI_API_KEY)"))
    #expect(message.split(separator: "\n").count == 1)
    let plan = try plan(fixture) {
      $0.environment = [:]
      $0.requiresKeys = false
    }
    #expect(plan.lanes.count == 1)
  }

  @Test("A base URL in a configuration receives only the key beside it")
  func keyOfConfiguredURL() throws {
    let environment = ["TOGETHER_API_KEY": "theirs", "MY_KEY": "mine", "OPENAI_API_KEY": "other"]
    func key(_ model: String) throws -> Secret? {
      let fixture = try TaskFixture(model: model)
      return try plan(fixture) { $0.environment = environment }.lanes[0].endpoint.key
    }
    let url = #""base_url": "https://example.org/v1""#
    #expect(try key(url) == nil)
    #expect(try key(url + #", "api_key_env": "MY_KEY""#) == Secret("mine"))
    #expect(try key(url + #", "api_provider": "openai""#) == nil)
  }

  @Test("A base URL from the options or the environment keeps the provider's key")
  func keyOfOtherURLs() throws {
    let fixture = try TaskFixture()
    let fromOption = try plan(fixture) { $0.baseURL = "https://proxy.example.org/v1" }
    #expect(fromOption.lanes[0].endpoint.key == Secret("key"))
    #expect(fromOption.lanes[0].endpoint.baseURL == "https://proxy.example.org/v1")
    let fromEnvironment = try plan(fixture) {
      $0.environment["TOGETHER_BASE_URL"] = "https://mirror.example.org/v1"
    }
    #expect(fromEnvironment.lanes[0].endpoint.key == Secret("key"))
    #expect(fromEnvironment.lanes[0].endpoint.baseURL == "https://mirror.example.org/v1")
    #expect(
      mistakes(fixture) { $0.baseURL = "ftp://x" }.contains(
        "'--base-url' is not a valid base URL; begin it with"))
  }

  @Test(
    "Every variable of a base URL is checked as the configuration's is, and named",
    arguments: [
      " ", "https://a/v1/chat/completions", "http://::1:8000/v1", "https://a/v1#x",
      "https://a/v1?key=SECRET", "https://me:SECRET@a/v1",
    ])
  func checksURLVariables(text: String) throws {
    let said = mistakes(try TaskFixture()) { $0.environment["TOGETHER_BASE_URL"] = text }
    #expect(said.contains("TOGETHER_BASE_URL is not a valid base URL; "))
    #expect(!said.contains("SECRET"))
  }

  @Test(
    "A key loses characters pasted with it",
    arguments: [
      "key", " key", "key\n", "'key'", "\"key\"", "Bearer key", "bearer  key ",
      "\"Bearer key\"\r\n",
      "Authorization: Bearer key",
    ])
  func trimsKeys(text: String) throws {
    let plan = try plan(try TaskFixture()) { $0.environment = ["TOGETHER_API_KEY": text] }
    #expect(plan.lanes[0].endpoint.key == Secret("key"))
  }

  @Test("A key that no header can carry is refused before the run, by its variable's name")
  func refusesKeys() throws {
    for text in ["my key", "a\nb", "kéy", "ke\"y", "a\u{7F}"] {
      let said = mistakes(try TaskFixture()) { $0.environment = ["TOGETHER_API_KEY": text] }
      #expect(said.contains("the key in TOGETHER_API_KEY must be one word of visible ASCII"))
      #expect(!said.contains(text))
    }
    for text in [" ", "''", "Bearer "] {
      let said = mistakes(try TaskFixture()) { $0.environment = ["TOGETHER_API_KEY": text] }
      #expect(said.contains("the key for Together is not set"))
    }
  }

  @Test("The address from the options is not given to a perspective's own model")
  func optionURLIsTopLevel() throws {
    let fixture = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "strategy": "S"},
        {"condition": "B", "strategy": "S", "model_config": {"model_name": "gpt-4o-mini"}}
        """#)
    let plan = try plan(fixture) {
      $0.environment["OPENAI_API_KEY"] = "sk"
      $0.baseURL = "https://proxy.example.org/v1"
    }
    #expect(plan.lanes[1].endpoint.baseURL.contains("api.openai.com"))
    #expect(plan.lanes[1].endpoint.key == Secret("sk"))
  }

  @Test("One model at one place is one lane, and one place has one set of slots")
  func lanes() throws {
    let fixture = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "reading": "R", "strategy": "S"},
        {"condition": "B", "strategy": "T", "model_config": {"temperature": 0.5}},
        {"condition": "C", "strategy": "S", "model_config": {"model_name": "other/model"}},
        {"condition": "D", "strategy": "S", "model_config": {"model_name": "gpt-4o-mini"}}
        """#, members: #""limits": {"max_concurrency": 10, "openai": {"max_concurrency": 3}}"#)
    let plan = try plan(fixture) { $0.environment["OPENAI_API_KEY"] = "sk" }
    #expect(plan.lanes.map(\.model) == ["rehearsal-small", "other/model", "gpt-4o-mini"])
    #expect(plan.lanes.map(\.endpointIndex) == [0, 0, 1])
    #expect(plan.endpointSlots == [10, 3])
    #expect(plan.slots == 13)
  }

  @Test("A model's limits go before its provider's, and those before the general ones")
  func limits() throws {
    let fixture = try TaskFixture(
      perspectives: #"""
        {"condition": "A", "strategy": "S"},
        {"condition": "B", "strategy": "S", "model_config": {"model_name": "other/model"}},
        {"condition": "C", "strategy": "S", "model_config": {"model_name": "gpt-4o-mini"}}
        """#,
      members: #"""
        "limits": {"max_concurrency": 40, "requests_per_minute": 100, "tokens_per_minute": 5,
        "together": {"requests_per_minute": 600, "max_concurrency": 20},
        "other/model": {"requests_per_minute": 30, "max_concurrency": 2}}
        """#)
    let plan = try plan(fixture) { $0.environment["OPENAI_API_KEY"] = "sk" }
    #expect(plan.lanes.map(\.rates.requestsPerMinute) == [600, 30, 100])
    #expect(plan.lanes.map(\.rates.tokensPerMinute) == [5, 5, 5])
    #expect(plan.lanes.map(\.maxConcurrency) == [20, 2, 40])
    #expect(plan.endpointSlots == [20, 40])
  }

  @Test("A name that the first hundred samples lack is a mistake, with the names that they have")
  func missingNames() throws {
    let late = (0..<110).map { "text \($0)" }
    let fixture = try TaskFixture(
      samples: late, perspectives: #"{"condition": "A", "strategy": "Say {{input}} to {{whom}}."}"#)
    let message = mistakes(fixture)
    #expect(message.contains("the samples have no field 'whom', only 'input', 'reference'"))
    #expect(message.contains("task.json:3:"))
    let notes = try TaskFixture(
      perspectives: #"{"condition": "A", "strategy": "Use {{notes}}."}"#)
    #expect(mistakes(notes).contains("'{{notes}}' needs a 'reading'"))
    let both = try TaskFixture(
      perspectives: #"{"condition": "A", "reading": "R", "strategy": "{{notes}} {{reference}}"}"#)
    #expect(try plan(both).callCount == 6)
  }

  @Test("An output must be a dataset or rows")
  func outputEnding() throws {
    let fixture = try TaskFixture()
    #expect(mistakes(fixture) { $0.output = "x.txt" }.contains("must end in '.json'"))
  }

  @Test("A dataset's name that no file system holds is refused before anything is sent")
  func longName() throws {
    let fixture = try TaskFixture()
    fixture.configuration.taskType = String(repeating: "ä", count: 230)
    var options = fixture.options
    options.environment = ["TOGETHER_API_KEY": "k"]
    options.output = nil
    let error = #expect(throws: PlanError.self) {
      try DataGenerationPipeline(configuration: fixture.configuration, options: options)
    }
    let message = error?.description ?? ""
    #expect(message.contains("and at most 230 fit; name the file with '--output'"))
  }

  @Test("The message for a missing input lists the places searched")
  func missingInput() throws {
    let fixture = try TaskFixture()
    fixture.configuration.data.inputPath = "data/none.json"
    let message = mistakes(fixture)
    #expect(message.contains("data/none.json"))
  }

  @Test("A dataset is named for task, model, start and kind of run")
  func outputNames() throws {
    let fixture = try TaskFixture()
    fixture.configuration.taskType = "Übersetzung: a/b"
    fixture.configuration.model.modelName = "meta-llama/Llama-3.3 (70B)"
    func location(
      test: Bool, rehearsal: Bool, output: String? = nil, replicate: String? = nil
    ) -> OutputLocation {
      OutputLocation(
        output: output, configuration: fixture.configuration, start: Timestamp(seconds: 0),
        isTest: test, replicate: replicate, isRehearsal: rehearsal)
    }
    let stem =
      fixture.folder.path
      + "/data/agents/Übersetzung__a_b_meta_llama_Llama_3.3__70B__19700101_000000"
    #expect(location(test: false, rehearsal: false).path == stem + ".json")
    #expect(location(test: false, rehearsal: false).partialPath == stem + ".partial.json")
    #expect(location(test: true, rehearsal: false).path == stem + "_test.json")
    #expect(location(test: false, rehearsal: true).path == stem + "_rehearsal.json")
    #expect(location(test: true, rehearsal: true).path == stem + "_test_rehearsal.json")
    #expect(
      location(test: false, rehearsal: false, replicate: "b/2").path == stem + "_b_2.json")
    let rows = location(test: true, rehearsal: true, output: "x/y.jsonl")
    #expect(rows.path == "x/y.jsonl")
    #expect(rows.format == .rows)
    #expect(rows.metadataPath == "x/y.metadata.json")
    #expect(rows.directory == "x")
  }
}
