internal import FacetHTTP
internal import FacetJSON

/// The cost that a response itself reports, as written, credible or not.
enum ReportedCost {
  /// The cost in the headers of a proxy.
  static func of(_ headers: HTTPHeaders) -> String? {
    guard let text = headers["x-litellm-response-cost"], let cost = Double(text), cost != 0 else {
      return nil
    }
    return text
  }

  /// The cost in a body's `usage`; a request paid by another account has none there.
  static func of(usage: JSONValue?) -> String? {
    guard let usage, usage["is_byok"]?.bool != true else { return nil }
    return (usage["cost"]?.number ?? usage["cost"]?["total_cost"]?.number)?.text
  }
}
