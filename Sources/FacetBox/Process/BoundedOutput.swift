/// Output of which the beginning and the end are kept, up to a limit.
package struct BoundedOutput: Sendable, Hashable {
  /// The most bytes kept.
  package let limit: Int
  /// The first bytes, half of the limit.
  private(set) var head: [UInt8] = []
  private var rest: [UInt8] = []
  /// The number of all bytes printed.
  package private(set) var total = 0

  package init(limit: Int) {
    self.limit = max(0, limit)
  }

  /// Whether something was left out.
  package var isCut: Bool { total > limit }

  /// The bytes, if all were kept; otherwise the beginning and the end without what lay between.
  package var bytes: [UInt8] { head + tail }

  /// The text, with a line in the middle that counts the bytes left out, if any.
  package var text: String {
    OutputCut.text(head: head, tail: tail, total: total, limit: isCut ? limit : .max)
  }

  private var tail: [UInt8] { Array(rest.suffix(limit - limit / 2)) }

  mutating func append(_ bytes: some Collection<UInt8>) {
    total += bytes.count
    let room = limit / 2 - head.count
    head += bytes.prefix(room)
    rest += bytes.dropFirst(room)
    // Shortened now and then rather than with every piece.
    if rest.count > 2 * limit { rest = tail }
  }

  /// Removes the first bytes, which must be within ``head``.
  mutating func removeFirst(_ count: Int) {
    head.removeFirst(count)
    total -= count
  }
}

extension BoundedOutput {
  /// The same output with a limit that is lower or equal.
  func limited(to limit: Int) -> BoundedOutput {
    guard limit < self.limit else { return self }
    var result = BoundedOutput(limit: limit)
    result.append(bytes)
    result.total = total
    return result
  }
}
