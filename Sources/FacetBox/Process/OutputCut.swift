/// Cuts long output in the middle, because the beginning and the end are most informative.
package enum OutputCut {
  /// The text of output, cut in the middle if it is longer than the limit.
  ///
  /// - Parameters:
  ///   - head: The beginning of the output, or all of it if it is short.
  ///   - tail: The end of the output, which follows `head` if nothing was omitted between them.
  ///   - total: The number of bytes printed.
  ///   - limit: The number of characters to keep, as Unicode scalars.
  package static func text(head: [UInt8], tail: [UInt8], total: Int, limit: Int) -> String {
    let isWhole = head.count + tail.count >= total
    let beginning = String(decoding: isWhole ? head + tail : head, as: UTF8.self).unicodeScalars
    if isWhole, beginning.count <= limit { return String(beginning) }
    let end = isWhole ? beginning : String(decoding: tail, as: UTF8.self).unicodeScalars
    let first = String(beginning.prefix(limit - limit / 2))
    let last = String(end.suffix(limit / 2))
    let left = max(0, total - first.utf8.count - last.utf8.count)
    return "\(first)\n… \(left) bytes left out …\n\(last)"
  }
}
