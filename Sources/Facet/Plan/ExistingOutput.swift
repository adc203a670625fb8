internal import FacetJSON
internal import FacetPlatform

/// The facts that an existing dataset records about its run, read from its beginning and end.
struct ExistingOutput {
  var taskType: String?
  var isTest: Bool?
  var isRehearsal: Bool?

  /// Enough to reach past the statistics of very many perspectives.
  private static let tailSize = 1 << 20

  /// - Parameter path: A dataset, or the companion of a file of rows; the result is `nil` if there
  ///   is none.
  init?(path: String) {
    guard let size = FileSystem.size(of: path), size > 0,
      let head = try? FileSystem.prefix(of: path, count: 64 << 10),
      let tail = try? FileSystem.suffix(of: path, count: Self.tailSize)
    else { return nil }
    // Quotation marks inside a string are escaped, so these can only be keys.
    let isCompanion = !head.starts(with: Array("{\n  \"schema_version\"".utf8))
    let texts = (
      head: String(decoding: head, as: UTF8.self), tail: String(decoding: tail, as: UTF8.self)
    )
    taskType =
      Self.value(of: "task_type", in: isCompanion ? texts.tail : texts.head, last: isCompanion)?
      .string
    isTest = Self.value(of: "test_mode", in: texts.tail, last: true)?.bool
    isRehearsal = Self.value(of: "rehearsal", in: texts.tail, last: true)?.bool
  }

  /// The value on the line of a key.
  private static func value(of key: String, in text: String, last: Bool) -> JSONValue? {
    let mark = "\"\(key)\": "
    let ranges = text.ranges(of: mark)
    guard let range = last ? ranges.last : ranges.first else { return nil }
    let line = text[range.upperBound...].prefix { !$0.isNewline }
    let written = line.hasSuffix(",") ? line.dropLast() : line
    return try? ResponseJSON.value(of: Array(written.utf8))
  }
}
