internal import FacetJSON

/// A text split into the answer and the thoughts that a model wrote into it.
///
/// Servers that do not know a model's format leave its thoughts in the text, between tags. The end
/// tag is missing if the output limit cut the thoughts; the start tag is missing if the prompt
/// already contained it. Tags in code, and tags that a sentence mentions, are ordinary text.
struct ThoughtText: Equatable {
  var answer: String
  /// In their original order, without white space at either end.
  var thoughts: [String]

  /// A text with more blocks than this is treated as having no thoughts.
  private static let mostBlocks = 1000

  /// - Returns: `nil` if the text contains no thoughts.
  init?(_ text: String) {
    let mayHold = ThoughtMarker.isIn(text.utf8.span)
    if !mayHold {
      if text.hasPrefix("analysis"), let channels = ChannelText(stripped: text) {
        self.init(answer: channels.answer, thoughts: channels.thoughts)
      } else if text.hasPrefix("Here"), let parts = Self.announced(text) {
        self.init(answer: parts.answer, thoughts: [parts.thought])
      } else {
        return nil
      }
      return
    }
    var parts = Parts(scan: MarkerScan(text))
    parts.read(mostBlocks: Self.mostBlocks)
    if parts.usesChannels {
      let channels = ChannelText(text)
      self.init(answer: channels.answer, thoughts: channels.thoughts)
      return
    }
    guard parts.holdsThoughts else { return nil }
    self.init(answer: Self.unframed(parts.answer), thoughts: parts.thoughts)
  }

  /// The parts of a text that announces both, as Granite writes it: `Here is my thought process: …
  /// Here is my response: …`.
  private static func announced(_ text: String) -> (thought: String, answer: String)? {
    for verb in [" is", "'s"] {
      let opening = "Here\(verb) my thought process:"
      guard text.hasPrefix(opening) else { continue }
      for mark in ["\nHere is my response:", "\nHere's my response:"] {
        guard let place = text.firstRange(of: mark) else { continue }
        return (
          String(text[..<place.lowerBound].dropFirst(opening.count)),
          String(text[place.upperBound...]).trimmed
        )
      }
    }
    return nil
  }

  /// The answer without the tags that some models put around it after their thoughts. Tags that do
  /// not enclose the whole answer belong to it.
  private static func unframed(_ answer: String) -> String {
    let text = answer.trimmed
    guard text.hasPrefix("<response>") else { return answer }
    var body = text.dropFirst("<response>".count)
    if body.hasSuffix("</response>") { body = body.dropLast("</response>".count) }
    return body.contains("<response>") || body.contains("</response>")
      ? answer : String(body).trimmed
  }

  private init(answer: String, thoughts: [String]) {
    self.answer = answer
    self.thoughts = thoughts.map(\.trimmed).filter { !$0.isEmpty }
  }

  /// The roles of a text's parts.
  private struct Parts {
    var scan: MarkerScan
    private var kept: [Range<Int>] = []
    private var thought: [Range<Int>] = []
    private(set) var holdsThoughts = false
    private(set) var usesChannels = false
    /// The start of the part that has no role yet.
    private var start = 0

    init(scan: MarkerScan) {
      self.scan = scan
    }

    mutating func read(mostBlocks: Int) {
      while thought.count < mostBlocks, !isRestJSON(), let marker = scan.next() {
        switch marker.role {
        case .channel:
          usesChannels = true
          return
        case .opening: open(marker)
        case .closing: close(marker)
        case .empty:
          holdsThoughts = true
          leaveOut(marker)
        case .frame: leaveOut(marker)
        }
      }
      keep(upTo: scan.bytes.count)
    }

    /// Each look reads the rest of the text, which may be a megabyte.
    private static let mostLooksForJSON = 8
    private var looksForJSON = 0

    /// Whether the text from here to its end is one JSON value, whose strings are nobody's thoughts.
    private mutating func isRestJSON() -> Bool {
      guard scan.position == start, looksForJSON < Self.mostLooksForJSON else { return false }
      let rest = scan.bytes[start...].drop { $0 <= UInt8(ascii: " ") }
      guard let first = rest.first, "{[\"".utf8.contains(first) else { return false }
      looksForJSON += 1
      return (try? ResponseJSON.value(of: Array(rest))) != nil
    }

    private mutating func keep(upTo end: Int) {
      if start < end { kept.append(start..<end) }
    }

    private mutating func leaveOut(_ marker: ThoughtMarker) {
      keep(upTo: marker.start)
      start = marker.end
    }

    private mutating func open(_ opening: ThoughtMarker) {
      guard !scan.isNamed(opening), !scan.isQuoted(opening) else { return }
      let isWithin = scan.isWithinSentence(opening)
      guard let closing = closing(of: opening) else {
        if isWithin {
          scan.position = opening.end
          return
        }
        keep(upTo: opening.start)
        thought.append(opening.end..<scan.bytes.count)
        holdsThoughts = true
        start = scan.bytes.count
        scan.position = start
        return
      }
      scan.position = closing.end
      let isTalkedAbout =
        scan.joinsNames(from: opening.end, to: closing.start) || scan.isNamed(closing)
      if isWithin, isTalkedAbout { return }
      keep(upTo: opening.start)
      thought.append(opening.end..<closing.start)
      holdsThoughts = true
      start = closing.end
    }

    /// The marker that ends an opened block; `nil` if there is none.
    private mutating func closing(of opening: ThoughtMarker) -> ThoughtMarker? {
      var depth = 1
      var last: ThoughtMarker?
      while let marker = scan.next() {
        if marker.role == .opening { depth += 1 }
        guard marker.role == .closing, !scan.isNamed(marker) else { continue }
        depth -= 1
        last = marker
        if depth == 0 { break }
      }
      return last ?? scan.closing(from: opening.end)
    }

    /// Handles a closing marker without an opening one: everything before it is thought.
    private mutating func close(_ closing: ThoughtMarker) {
      guard !scan.isNamed(closing), !scan.isWithinSentence(closing) else { return }
      keep(upTo: closing.start)
      start = closing.end
      let isAtEnd = scan.bytes[closing.end...].allSatisfy { $0 <= UInt8(ascii: " ") }
      // A second end of thoughts that have ended already.
      if holdsThoughts, isAtEnd { return }
      thought += kept
      kept = []
      holdsThoughts = true
    }

    var thoughts: [String] {
      thought.map { String(decoding: scan.bytes[$0], as: UTF8.self) }
    }

    /// The kept parts; of the white space on both sides of a removed part, the larger break stays.
    var answer: String {
      var bytes: [UInt8] = []
      for range in kept {
        let piece = scan.bytes[range]
        let text = piece.drop { $0 <= UInt8(ascii: " ") }
        let head = piece[..<text.startIndex]
        guard !bytes.isEmpty else {
          bytes += range.lowerBound == 0 ? piece : text
          continue
        }
        let tail = bytes.suffix(while: { $0 <= UInt8(ascii: " ") })
        if tail.isEmpty || head.isEmpty {
          bytes += piece
        } else if head.count(where: { $0 == 0x0A }) > tail.count(where: { $0 == 0x0A }) {
          bytes.removeLast(tail.count)
          bytes += piece
        } else {
          bytes += text
        }
      }
      if (kept.last?.upperBound ?? 0) < scan.bytes.count {
        bytes.removeLast(bytes.suffix(while: { $0 <= UInt8(ascii: " ") }).count)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}

extension BidirectionalCollection {
  /// The longest suffix whose elements all satisfy a condition.
  fileprivate func suffix(while predicate: (Element) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex, predicate(self[index(before: start)]) {
      formIndex(before: &start)
    }
    return self[start...]
  }
}
