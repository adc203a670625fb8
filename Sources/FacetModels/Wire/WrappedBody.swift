internal import FacetJSON

/// A completion inside another object, as gateways wrap it: `{"code": 0, "msg": "ok", "data": {…}}`.
enum WrappedBody {
  /// The names under which gateways put a provider's body.
  private static let wrappers = [
    "data", "result", "response", "output", "body", "completion", "Response", "Data", "Result",
  ]

  private static let completions = ["choices", "candidates", "content"]

  private static let deepest = 2

  /// The completion that a body wraps, with what it says of usage and errors around it; the body
  /// itself if it wraps none.
  static func unwrapped(_ body: JSONValue) -> JSONValue {
    guard let object = body.object, !holdsCompletion(object) else { return body }
    return completion(in: object, depth: 0).map { .object($0) } ?? body
  }

  private static func completion(in object: JSONObject, depth: Int) -> JSONObject? {
    guard depth < deepest else { return nil }
    for name in wrappers {
      guard let value = object[name], let inner = (value[0] ?? value).object,
        var found = holdsCompletion(inner) ? inner : completion(in: inner, depth: depth + 1)
      else { continue }
      for key in ["usage", "error", "model", "id"] where found[key]?.isNull ?? true {
        if let outer = object[key] { found[key] = outer }
      }
      return found
    }
    return nil
  }

  private static func holdsCompletion(_ object: JSONObject) -> Bool {
    completions.contains { object[$0]?.array?.isEmpty == false }
  }
}
