import FacetHTTP
import FacetJSON
import FacetModels
import Testing

@Suite struct CacheMarkTests {
  private func content(_ text: String, prefix: Int?) throws -> JSONValue {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: "anthropic")))
    var request = ModelRequest(
      model: "claude-haiku-4-5", messages: [ChatMessage(.user, text: text)])
    request.cachedPrefixLength = prefix
    let message = endpoint.wireFormat.httpRequest(
      for: request, at: endpoint, adjustments: RequestAdjustments(), deadlines: HTTPDeadlines())
    let body = try ResponseJSON.value(of: message.body)
    return try #require(body["messages"]?[0]?["content"])
  }

  @Test("The shared prefix is marked, and the text stays the same")
  func marks() throws {
    #expect(
      try content("the sample, then what to do", prefix: 10) == [
        ["type": "text", "text": "the sample", "cache_control": ["type": "ephemeral"]],
        ["type": "text", "text": ", then what to do"],
      ])
    #expect(
      try content("all of it", prefix: 9) == [
        ["type": "text", "text": "all of it", "cache_control": ["type": "ephemeral"]]
      ])
  }

  @Test("An invalid prefix leaves the text whole", arguments: [nil, 0, 99, 2] as [Int?])
  func leaves(length: Int?) throws {
    // Two bytes end within the second letter.
    #expect(try content("aé", prefix: length) == "aé")
  }

  /// For each message, the indices of its marked blocks.
  private func marks(_ roles: [ChatMessage.Role], prefix: Int?) throws -> [[Int]] {
    let endpoint = try Endpoint(provider: #require(ProviderTable.provider(named: "anthropic")))
    var request = ModelRequest(
      model: "claude-haiku-4-5",
      messages: roles.enumerated().map { ChatMessage($1, text: "text \($0)") })
    request.cachedPrefixLength = prefix
    request.cachesHistory = true
    let message = endpoint.wireFormat.httpRequest(
      for: request, at: endpoint, adjustments: RequestAdjustments(), deadlines: HTTPDeadlines())
    let body = try ResponseJSON.value(of: message.body)
    return (body["messages"]?.array ?? []).map { message in
      (message["content"]?.array ?? []).enumerated()
        .filter { $0.element["cache_control"] != nil }.map(\.offset)
    }
  }

  @Test(
    "A conversation is marked where an instruction follows it, with at most four marks",
    arguments: [
      // The instruction joins the open turn.
      ([.user], 4, [[0]]), ([.system, .user], 4, [[0]]),
      ([.user, .assistant, .user], 4, [[0], [], [0]]),
      // The instruction is a turn of its own.
      ([.user, .assistant, .user], 0, [[0], [0], [0]]),
      (
        [.user, .assistant, .user, .assistant, .user, .assistant, .user, .assistant, .user], 0,
        [[0], [], [], [], [], [], [0], [0], [0]]
      ),
      (
        [.user, .assistant, .user, .assistant, .user, .assistant, .user, .assistant, .user], nil,
        [[0], [], [], [], [0], [], [0], [], [0]]
      ),
    ] as [([ChatMessage.Role], Int?, [[Int]])])
  func conversations(roles: [ChatMessage.Role], prefix: Int?, expected: [[Int]]) throws {
    let marks = try marks(roles, prefix: prefix)
    #expect(marks == expected)
    #expect(marks.reduce(0) { $0 + $1.count } <= 4)
  }
}
