/// A pattern in which `*` stands for any run of characters and `?` for one; case matters.
package struct GlobPattern: Sendable {
  private let pattern: [Character]

  package init(_ pattern: String) {
    self.pattern = Array(pattern)
  }

  /// The pattern as written.
  package var text: String { String(pattern) }

  /// Whether the whole text fits the pattern.
  package func matches(_ text: String) -> Bool {
    let text = Array(text)
    var (p, t) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
        p += 1
        t += 1
      } else if let (starred, begun) = star {
        star = (starred, begun + 1)
        p = starred + 1
        t = begun + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
