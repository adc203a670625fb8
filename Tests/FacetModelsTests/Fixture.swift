import FacetHTTP
import FacetJSON
import FacetModels
import Foundation

/// The files beside these tests.
enum Fixture {
  private static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: path)))
  }

  /// The names of a folder's files, without their extension, in order.
  static func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
      .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func json(_ path: String) throws -> JSONValue {
    try ResponseJSON.value(of: bytes(path))
  }

  /// The response that a fixture describes: its status, its headers, and its body as JSON or,
  /// where it is a string, as the text itself.
  static func response(_ name: String) throws -> HTTPResponse {
    let value = try json("Responses/\(name).json")
    var headers = HTTPHeaders()
    for member in value["headers"]?.object?.members ?? [] {
      headers.append(name: member.key, value: member.value.string ?? "")
    }
    let body = value["body"] ?? .null
    return HTTPResponse(
      status: value["status"]?.int ?? 0, headers: headers,
      body: body.string.map { Array($0.utf8) } ?? body.bytes())
  }
}

/// What a response came to, in one line, with only what is not ordinary.
enum Summary {
  static func of(_ completion: Completion) -> String {
    var words = [completion.finishReason.rawValue]
    let opaque = completion.content.count { if case .opaque = $0 { true } else { false } }
    if opaque > 0 { words.append("opaque \(opaque)") }
    if !completion.text.isEmpty { words.append("\"\(completion.text)\"") }
    words += completion.toolCalls.map { "\($0.name)(\($0.arguments))" }
    if let refusal = completion.refusal { words.append("refusal \"\(refusal)\"") }
    if let usage = completion.usage {
      words.append("usage \(usage.promptTokens)/\(usage.completionTokens)")
      if usage.cachedTokens > 0 { words.append("cached \(usage.cachedTokens)") }
      if usage.cacheWriteTokens > 0 { words.append("written \(usage.cacheWriteTokens)") }
      if usage.reasoningTokens > 0 { words.append("reasoning \(usage.reasoningTokens)") }
    }
    if let cost = completion.reportedCostUSD { words.append("cost \(cost)") }
    return words.joined(separator: " ")
  }

  static func of(_ error: ModelError) -> String {
    var words = [error.kind.rawValue]
    if let status = error.status { words.append("\(status)") }
    if let code = error.code { words.append(code) }
    if let parameter = error.parameter { words.append("param \(parameter)") }
    if let delay = error.retryAfter {
      let (seconds, attoseconds) = delay.components
      words.append(
        "after \(seconds * 1000 + (attoseconds + 500_000_000_000) / 1_000_000_000_000_000) ms")
    }
    if let advice = error.retryAdvice { words.append("retry \(advice ? "yes" : "no")") }
    return words.joined(separator: " ")
  }
}
