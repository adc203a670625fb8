/// Why a text with a `{{name}}` is not a valid template, and where.
package struct TemplateFault: Error, Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A `{{` that does not begin a tag.
    case broken
    /// A Mustache tag other than a name, such as `sections`.
    case foreign(String)
  }

  var kind: Kind
  /// The offset of the `{{`, in UTF-8 bytes.
  var offset: Int
}

/// Finds the `{{…}}` of a text. A name consists of letters, digits and `_`, and after its first
/// character also of `- . ( ) / % :` and spaces.
struct TemplateScanner {
  struct Tag: Sendable, Hashable {
    var name: String
    /// Its range including the braces, in UTF-8 bytes.
    var range: Range<Int>
  }

  private(set) var tags: [Tag] = []
  /// In the order of the text.
  private(set) var faults: [TemplateFault] = []
  /// Whether the text contains a complete tag of any kind.
  private(set) var isTemplate = false

  private let bytes: [UInt8]
  private static let open = UInt8(ascii: "{")
  private static let close = UInt8(ascii: "}")

  init(_ text: String) {
    bytes = Array(text.utf8)
    var index = 0
    while let start = bytes[index...].firstIndex(of: Self.open) {
      let run = bytes[start...].prefix { $0 == Self.open }.count
      index = start + run
      guard run >= 2 else { continue }
      if run == 2, let end = end(ofTagAt: index), let name = name(in: index..<end) {
        tags.append(Tag(name: name, range: start..<(end + 2)))
        isTemplate = true
        index = end + 2
      } else {
        fault(at: start, contentAt: index, braces: run)
      }
    }
  }

  /// The offset of the `}}` that ends a tag, or `nil` if something else comes first.
  private func end(ofTagAt start: Int) -> Int? {
    let end = bytes[start...].firstIndex {
      $0 == Self.open || $0 == Self.close || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
    }
    guard let end, bytes[end] == Self.close, end + 1 < bytes.count, bytes[end + 1] == Self.close
    else { return nil }
    return end
  }

  private func name(in range: Range<Int>) -> String? {
    var scalars = String(decoding: bytes[range], as: UTF8.self).unicodeScalars[...]
    while let first = scalars.first, first == " " || first == "\t" { scalars.removeFirst() }
    while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
    guard let first = scalars.first, isWordScalar(first) else { return nil }
    let isName = scalars.dropFirst().allSatisfy {
      isWordScalar($0) || " -.()/%:".unicodeScalars.contains($0)
        || $0.properties.generalCategory == .nonspacingMark
    }
    return isName ? String(scalars) : nil
  }

  private func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private mutating func fault(at start: Int, contentAt content: Int, braces: Int) {
    guard let end = end(ofTagAt: content) else {
      faults.append(TemplateFault(kind: .broken, offset: start))
      return
    }
    if braces >= 3 {
      let isWhole = name(in: content..<end) != nil
      isTemplate = isTemplate || isWhole
      faults.append(
        TemplateFault(kind: isWhole ? .foreign("triple braces") : .broken, offset: start))
      return
    }
    let kind: String? =
      switch content < end ? bytes[content] : 0 {
      case UInt8(ascii: "#"), UInt8(ascii: "/"): "sections"
      case UInt8(ascii: "^"): "inverted sections"
      case UInt8(ascii: ">"), UInt8(ascii: "<"): "partials"
      case UInt8(ascii: "$"): "blocks"
      case UInt8(ascii: "&"): "'&'"
      case UInt8(ascii: "!"): "comments"
      case UInt8(ascii: "%"): "pragmas"
      case UInt8(ascii: "="): "changed delimiters"
      default: nil
      }
    guard let kind else {
      faults.append(TemplateFault(kind: .broken, offset: start))
      return
    }
    if name(in: (content + 1)..<end) != nil, !["comments", "pragmas"].contains(kind) {
      isTemplate = true
    }
    faults.append(TemplateFault(kind: .foreign(kind), offset: start))
  }
}
