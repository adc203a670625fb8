package import FacetJSON

/// The counts of a rehearsal so far.
package struct RehearsalStatistics: Sendable, Equatable {
  /// Requests for a completion, excluding lists of models, statistics and resets.
  package var requests = 0
  /// Requests with a whole completion.
  package var answered = 0
  /// Requests with a whole response, by status.
  package var byStatus: [Int: Int] = [:]
  /// Requests whose response broke off, by fault or because the client left.
  package var broken = 0
  /// Faults that happened.
  package var faults: [RehearsalFault: Int] = [:]
  /// Requests rejected by a lane's rate limit.
  package var rateLimited = 0
  /// Requests rejected because too many were in flight.
  package var saturated = 0
  /// Repeated completions of the same content, which a careful client never requests.
  package var duplicates = 0
  /// Tokens of all completions, as reported to the clients.
  package var promptTokens = 0
  package var completionTokens = 0
  /// Prompt tokens that came from the cache.
  package var cachedTokens = 0
  /// Connections accepted so far.
  package var connections = 0
  /// Requests being served right now.
  package var concurrent = 0
  /// The highest number of requests served at once.
  package var maxConcurrent = 0

  package init() {}

  package var totalTokens: Int { promptTokens + completionTokens }

  /// The same numbers as returned by `GET /stats`.
  package var json: JSONValue {
    [
      "requests": .number(JSONNumber(requests)),
      "answered": .number(JSONNumber(answered)),
      "by_status": .object(
        JSONObject(byStatus.sorted { $0.key < $1.key }.map { ("\($0)", .number(JSONNumber($1))) })),
      "broken": .number(JSONNumber(broken)),
      "faults": .object(
        JSONObject(
          RehearsalFault.allCases.compactMap { fault in
            faults[fault].map { (fault.rawValue, .number(JSONNumber($0))) }
          })),
      "rate_limited": .number(JSONNumber(rateLimited)),
      "saturated": .number(JSONNumber(saturated)),
      "duplicates": .number(JSONNumber(duplicates)),
      "prompt_tokens": .number(JSONNumber(promptTokens)),
      "completion_tokens": .number(JSONNumber(completionTokens)),
      "cached_tokens": .number(JSONNumber(cachedTokens)),
      "total_tokens": .number(JSONNumber(totalTokens)),
      "connections": .number(JSONNumber(connections)),
      "concurrent": .number(JSONNumber(concurrent)),
      "max_concurrent": .number(JSONNumber(maxConcurrent)),
    ]
  }
}
