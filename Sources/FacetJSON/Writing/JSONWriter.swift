/// Appends JSON to bytes: whole values, or a document part by part.
///
/// Text is UTF-8; only `"`, `\` and control characters are escaped. The writer adds the commas,
/// colons and line breaks between parts; the caller must alternate keys and values.
package struct JSONWriter: Sendable {
  /// The amount of white space.
  package enum Style: Sendable {
    /// No white space at all.
    case compact
    /// Compact, with everything escaped that some readers treat as a line end: for JSON Lines.
    case line
    /// Two spaces a level, `"key": value`, empty containers as `[]` and `{}`.
    case indented
  }

  /// The output so far.
  package var bytes: [UInt8] = []

  let style: Style
  private let startingDepth: Int
  private var depth: Int
  /// Whether the next part is the first of its container, or stands alone.
  private var isFirst = true
  private var followsKey = false

  /// - Parameter startingDepth: The depth, in the surrounding document, of a part written with
  ///   indentation.
  package init(style: Style = .compact, startingDepth: Int = 0) {
    self.style = style
    self.startingDepth = startingDepth
    depth = startingDepth
  }

  /// Starts a new document and discards the output so far.
  package mutating func removeAll(keepingCapacity: Bool = true) {
    bytes.removeAll(keepingCapacity: keepingCapacity)
    depth = startingDepth
    isFirst = true
    followsKey = false
  }

  // MARK: Containers

  package mutating func beginObject() { open(UInt8(ascii: "{")) }
  package mutating func endObject() { close(UInt8(ascii: "}")) }
  package mutating func beginArray() { open(UInt8(ascii: "[")) }
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  package mutating func key(_ key: String) {
    beginPart()
    appendQuoted(key)
    bytes.append(UInt8(ascii: ":"))
    if style == .indented { bytes.append(UInt8(ascii: " ")) }
    followsKey = true
  }

  // MARK: Scalars

  package mutating func null() { literal("null") }
  package mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }
  package mutating func number(_ value: Int) { literal(String(value)) }
  package mutating func number(_ value: JSONNumber) { literal(value.text) }

  package mutating func string(_ value: String) {
    beginPart()
    appendQuoted(value)
  }

  package mutating func string(_ value: Substring) {
    string(String(value))
  }

  /// Writes UTF-8 bytes as a string; invalid sequences become U+FFFD.
  package mutating func string(utf8 value: some Collection<UInt8>) {
    string(String(decoding: value, as: UTF8.self))
  }

  /// Writes existing JSON unchanged.
  package mutating func raw(_ value: [UInt8]) {
    beginPart()
    bytes.append(contentsOf: value)
  }

  // MARK: Between the parts

  private mutating func literal(_ text: String) {
    beginPart()
    bytes.append(text.utf8.span)
  }

  private mutating func beginPart() {
    if followsKey {
      followsKey = false
      return
    }
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    if depth > startingDepth { breakLine() }
  }

  private mutating func open(_ bracket: UInt8) {
    beginPart()
    bytes.append(bracket)
    depth += 1
    isFirst = true
  }

  private mutating func close(_ bracket: UInt8) {
    precondition(depth > startingDepth, "a container is closed that was never opened")
    precondition(!followsKey, "a key has no value")
    depth -= 1
    if !isFirst { breakLine() }
    bytes.append(bracket)
    isFirst = false
  }

  private mutating func breakLine() {
    guard style == .indented else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }
}
