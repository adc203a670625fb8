internal import FacetJSON

/// Removes the keys in use from response bodies before they are stored, in case a server echoes its
/// request.
package struct BodyRedaction: Sendable {
  private let forms: [[UInt8]]
  private static let replacement = Array("<redacted>".utf8)

  /// - Parameter endpoints: All endpoints of a run.
  package init(for endpoints: some Sequence<Endpoint>) {
    var secrets: Set<String> = []
    for endpoint in endpoints { secrets.formUnion(KeyRedaction.secrets(of: endpoint)) }
    let forms = Set(secrets.filter(Self.isDistinct).flatMap { KeyForms(of: $0).texts })
    // Longest first: one form may be part of another.
    self.forms = forms.map { Array($0.utf8) }.sorted { $0.count > $1.count }
  }

  /// Whether a key is distinct from ordinary words; placeholder keys of local servers are not.
  private static func isDistinct(_ secret: String) -> Bool {
    secret.utf8.count >= 16 || secret.utf8.count >= 8 && secret.contains(where: \.isNumber)
  }

  /// The body with `<redacted>` in place of each key.
  package func redacting(_ body: [UInt8]) -> [UInt8] {
    var body = body
    for form in forms {
      var start = 0
      while let found = offset(of: form, in: body, from: start) {
        body.replaceSubrange(found..<found + form.count, with: Self.replacement)
        start = found + Self.replacement.count
      }
    }
    return body
  }
}
