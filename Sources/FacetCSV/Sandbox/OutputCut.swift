/// Cuts what code printed in the middle: the beginning and the end say most.
enum OutputCut {
  /// - Parameters:
  ///   - head: The output's beginning; all of it when there is no more.
  ///   - tail: Its end, which follows the head when nothing was left out between them.
  ///   - total: The bytes that were printed.
  ///   - limit: The characters to keep, as Unicode scalars.
  static func text(head: [UInt8], tail: [UInt8], total: Int, limit: Int) -> String {
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
