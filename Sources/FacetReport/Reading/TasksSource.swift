package import FacetJSON

/// Passes on only the bytes of a dataset's `tasks`, and keeps the rest of the document.
///
/// It also passes on line breaks before the tasks, so that a reader's line numbers match the file.
package final class TasksSource: ByteSource {
  private enum Place {
    case outside
    /// Between the brackets of `tasks`.
    case inside
  }

  private var source: FileByteSource
  private var piece: [UInt8] = []
  private var place = Place.outside
  private var depth = 0
  private var isString = false
  private var isEscaped = false
  /// The last string read at the top level; it is a key if a colon follows.
  private var key: [UInt8] = []
  private var hasColon = false
  /// Whether the document has tasks, as far as it has been read.
  package private(set) var hasTasks = false
  /// The document with an empty array in place of its tasks.
  package private(set) var frame: [UInt8] = []
  /// The maximum size of the document without its tasks.
  private static let longestFrame = 64 << 20

  /// - Throws: ``InputError`` when the file cannot be opened.
  package init(path: String) throws(InputError) {
    source = try FileByteSource(path: path)
  }

  package func read(into buffer: inout [UInt8]) throws(InputError) {
    let before = buffer.count
    while buffer.count == before {
      piece.removeAll(keepingCapacity: true)
      try source.read(into: &piece)
      if piece.isEmpty { return }
      for byte in piece { take(byte, &buffer) }
      guard frame.count <= Self.longestFrame else {
        throw InputError(message: "more than 64 MB outside 'tasks', so this is not a dataset")
      }
    }
  }

  private func take(_ byte: UInt8, _ buffer: inout [UInt8]) {
    let wasInside = place == .inside
    scan(byte)
    if wasInside || place == .inside { buffer.append(byte) }
    if !wasInside {
      frame.append(byte)
      if byte == UInt8(ascii: "\n"), !hasTasks { buffer.append(byte) }
    } else if place == .outside {
      frame.append(byte)
    }
  }

  private func scan(_ byte: UInt8) {
    if isString {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isString = false
        return
      }
      if depth == 1, key.count < 16 { key.append(byte) }
      return
    }
    switch byte {
    case UInt8(ascii: "\""):
      isString = true
      if depth == 1 {
        key.removeAll(keepingCapacity: true)
        hasColon = false
      }
    case UInt8(ascii: ":"): if depth == 1 { hasColon = true }
    case UInt8(ascii: ","): if depth == 1 { hasColon = false }
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      if depth == 1, hasColon, !hasTasks, byte == UInt8(ascii: "["), key.elementsEqual("tasks".utf8)
      {
        place = .inside
        hasTasks = true
      }
      depth += 1
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      depth -= 1
      if depth == 1 { place = .outside }
    default: break
    }
  }
}
