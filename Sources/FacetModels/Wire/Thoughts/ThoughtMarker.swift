/// A tag or token that marks the start or end of a model's thoughts in a text.
struct ThoughtMarker {
  enum Role {
    case opening
    case closing
    /// Empty thoughts: `<think/>`.
    case empty
    /// A frame around the answer, after the thoughts; it belongs to neither.
    case frame
    /// A token of the format whose messages name their channel.
    case channel
  }

  var role: Role
  var start: Int
  var end: Int

  /// The marker at an offset, or `nil`.
  init?(at start: Int, in bytes: Span<UInt8>) {
    switch bytes[start] {
    case UInt8(ascii: "<"): self.init(angleAt: start, in: bytes)
    case UInt8(ascii: "["): self.init(bracketAt: start, in: bytes)
    case 0xE2: self.init(triangleAt: start, in: bytes)
    default: return nil
    }
  }

  private init(_ role: Role, _ start: Int, _ end: Int) {
    self.role = role
    self.start = start
    self.end = end
  }

  /// Whether a text contains anything that looks like a marker.
  static func isIn(_ bytes: Span<UInt8>) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "[") || byte == 0xE2,
        ThoughtMarker(at: offset, in: bytes) != nil
      {
        return true
      }
      offset &+= 1
    }
    return false
  }

  // MARK: Shapes

  private static let longestName = 40

  /// `<think>`, `</think>`, `<seed:think>`, `<|think|>`, `<|channel|>`.
  private init?(angleAt start: Int, in bytes: Span<UInt8>) {
    guard start + 4 < bytes.count else { return nil }
    if bytes[start + 1] == UInt8(ascii: "|") {
      self.init(tokenAt: start, in: bytes)
      return
    }
    if Self.holds("channel|>", in: bytes, at: start + 1) {
      self.init(.closing, start, start + 10)
      return
    }
    if bytes[start + 1] == UInt8(ascii: "u") || bytes[start + 1] == UInt8(ascii: "c") {
      self.init(numberedAt: start, in: bytes)
      return
    }
    let isClosing = bytes[start + 1] == UInt8(ascii: "/")
    let nameStart = start + (isClosing ? 2 : 1)
    var end = nameStart
    while end < bytes.count, end - nameStart < Self.longestName, Self.isInName(bytes[end]) {
      end += 1
    }
    guard end > nameStart, end < bytes.count, Self.isThought(bytes, nameStart, end) else {
      return nil
    }
    // Attributes, if any, on the same line.
    let limit = min(bytes.count, end + 120)
    if bytes[end] != UInt8(ascii: ">"), bytes[end] != UInt8(ascii: "/"),
      bytes[end] != UInt8(ascii: " ")
    {
      return nil
    }
    while end < limit, bytes[end] != UInt8(ascii: ">") {
      if bytes[end] == UInt8(ascii: "<") || bytes[end] == UInt8(ascii: "\n") { return nil }
      end += 1
    }
    guard end < limit else { return nil }
    let isEmpty = !isClosing && bytes[end - 1] == UInt8(ascii: "/")
    self.init(isClosing ? .closing : isEmpty ? .empty : .opening, start, end + 1)
  }

  /// `<unused94>thought` and `<unused95>`, tokens that Gemma's family uses without having named them;
  /// `<ctrl94>` at Gemini.
  private init?(numberedAt start: Int, in bytes: Span<UInt8>) {
    for word in ["unused", "ctrl"] where Self.holds(word, in: bytes, at: start + 1) {
      let number = start + 1 + word.utf8.count
      if Self.holds("94>", in: bytes, at: number) {
        let isNamed = Self.holds("thought", in: bytes, at: number + 3)
        self.init(.opening, start, number + (isNamed ? 10 : 3))
        return
      }
      if Self.holds("95>", in: bytes, at: number) {
        self.init(.closing, start, number + 3)
        return
      }
    }
    return nil
  }

  /// `<|begin_of_thought|>`, `<|END_THINKING|>`, `<|channel|>`, and `<|channel>thought`.
  private init?(tokenAt start: Int, in bytes: Span<UInt8>) {
    for word in ["channel>thought", "channel>thinking", "channel>analysis"]
    where Self.holds(word, in: bytes, at: start + 2) {
      self.init(.opening, start, start + 2 + word.utf8.count)
      return
    }
    var end = start + 2
    while end < bytes.count, end - start < Self.longestName,
      Self.isInName(bytes[end]) || bytes[end] == UInt8(ascii: "/")
    {
      end += 1
    }
    guard end > start + 2, end + 1 < bytes.count, bytes[end] == UInt8(ascii: "|"),
      bytes[end + 1] == UInt8(ascii: ">")
    else { return nil }
    guard let role = Self.role(ofToken: Self.lowercased(bytes, start + 2, end)) else { return nil }
    self.init(role, start, end + 2)
  }

  /// `[THINK]`; lower-case `[think]` is a stage direction. `[BEGIN FINAL RESPONSE]` ends thoughts that
  /// nothing opened.
  private init?(bracketAt start: Int, in bytes: Span<UInt8>) {
    // All of them begin with one of these; most other brackets do not.
    guard start + 1 < bytes.count, "TRBE/".utf8.contains(bytes[start + 1]) else { return nil }
    for (word, role) in [
      ("BEGIN FINAL RESPONSE]", Role.closing), ("END FINAL RESPONSE]", .frame),
    ] where Self.holds(word, in: bytes, at: start + 1) {
      self.init(role, start, start + 1 + word.utf8.count)
      return
    }
    let isClosing = bytes[start + 1] == UInt8(ascii: "/")
    for word in ["THINK]", "THINKING]", "THOUGHT]", "THOUGHTS]", "REASONING]"]
    where Self.holds(word, in: bytes, at: start + (isClosing ? 2 : 1)) {
      self.init(
        isClosing ? .closing : .opening, start, start + (isClosing ? 2 : 1) + word.utf8.count)
      return
    }
    return nil
  }

  /// `◁think▷`.
  private init?(triangleAt start: Int, in bytes: Span<UInt8>) {
    for (word, role) in [("◁think▷", Role.opening), ("◁/think▷", .closing)]
    where Self.holds(word, in: bytes, at: start) {
      self.init(role, start, start + word.utf8.count)
      return
    }
    return nil
  }

  // MARK: Names

  private static let names: Set<String> = [
    "think", "thinking", "thought", "thoughts", "thought_process", "thinking_process",
    "thoughtprocess", "reasoning", "reasoning_process", "reasoning_content", "internal_reasoning",
    "antthinking", "longcat_think", "scratchpad", "inner_monologue", "internal_monologue",
    "inner_thought", "inner_thoughts", "internal_thoughts", "chain_of_thought",
    "chain-of-thought", "cot", "scratch_pad", "internal_thought",
  ]

  private static let frames: Set<String> = ["solution", "response", "answer", "box"]

  private static let channelTokens: Set<String> = ["channel", "message"]

  private static func role(ofToken token: String) -> Role? {
    if channelTokens.contains(token) { return .channel }
    var stem = token[...]
    var role = Role.opening
    let affixes: [(String, Role)] = [
      ("/", .closing), ("end_of_", .closing), ("end_", .closing), ("begin_of_", .opening),
      ("begin_", .opening), ("start_of_", .opening), ("start_", .opening),
    ]
    if let (prefix, side) = affixes.first(where: { stem.hasPrefix($0.0) }) {
      stem = stem.dropFirst(prefix.count)
      role = side
    } else if stem == "inner_prefix" || stem == "inner_suffix" {
      return stem == "inner_prefix" ? .opening : .closing
    } else if stem.hasSuffix("_start") || stem.hasSuffix("_begin") {
      stem = stem.dropLast(6)
    } else if stem.hasSuffix("_end") {
      stem = stem.dropLast(4)
      role = .closing
    }
    if names.contains(String(stem)) { return role }
    return stem.count < token.count && frames.contains(String(stem)) ? .frame : nil
  }

  private static func isThought(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var start = start
    for offset in start..<end where bytes[offset] == UInt8(ascii: ":") { start = offset + 1 }
    // All names begin with one of these; most other tags do not.
    guard start < end, "trailcs".utf8.contains(bytes[start] | 0x20) else { return false }
    return names.contains(lowercased(bytes, start, end))
  }

  private static func isInName(_ byte: UInt8) -> Bool {
    let letter = byte | 0x20
    return UInt8(ascii: "a")...UInt8(ascii: "z") ~= letter && byte != 0x20
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
  }

  private static func lowercased(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> String {
    var name: [UInt8] = []
    for offset in start..<end {
      let byte = bytes[offset]
      name.append(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte)
    }
    return String(decoding: name, as: UTF8.self)
  }

  static func holds(_ word: String, in bytes: Span<UInt8>, at offset: Int) -> Bool {
    guard offset + word.utf8.count <= bytes.count else { return false }
    var offset = offset
    for byte in word.utf8 {
      guard bytes[offset] == byte else { return false }
      offset += 1
    }
    return true
  }
}
