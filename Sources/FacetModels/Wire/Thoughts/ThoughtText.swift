/// A text taken apart: the answer, and the thoughts that a model wrote into it.
///
/// Servers that do not know a model's format leave its thoughts in the text, between tags, without
/// an end where the output limit cut them, or without a beginning where the prompt already had it.
/// Tags in code, and those that a sentence talks about, are text like any other.
struct ThoughtText: Equatable {
  var answer: String
  /// In the order in which they stand, without white space at their ends.
  var thoughts: [String]

  /// More blocks of thoughts than this are none.
  private static let mostBlocks = 1000

  /// - Returns: `nil` if the text holds no thoughts.
  init?(_ text: String) {
    let mayHold = ThoughtMarker.isIn(text.utf8.span)
    if !mayHold {
      guard text.hasPrefix("analysis"), let channels = ChannelText(stripped: text) else {
        return nil
      }
      self.init(answer: channels.answer, thoughts: channels.thoughts)
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
    self.init(answer: parts.answer, thoughts: parts.thoughts)
  }

  private init(answer: String, thoughts: [String]) {
    self.answer = answer
    self.thoughts = thoughts.map(\.trimmed).filter { !$0.isEmpty }
  }

  /// Which parts of a text are what.
  private struct Parts {
    var scan: MarkerScan
    private var kept: [Range<Int>] = []
    private var thought: [Range<Int>] = []
    private(set) var holdsThoughts = false
    private(set) var usesChannels = false
    /// Where the part begins that has not been told yet.
    private var start = 0

    init(scan: MarkerScan) {
      self.scan = scan
    }

    mutating func read(mostBlocks: Int) {
      while thought.count < mostBlocks, let marker = scan.next() {
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

    /// The marker that ends what another has begun; `nil` if nothing does.
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

    /// A closing marker without an opening one: everything before it is thought.
    private mutating func close(_ closing: ThoughtMarker) {
      guard !scan.isNamed(closing), !scan.isWithinSentence(closing) else { return }
      keep(upTo: closing.start)
      start = closing.end
      let isAtEnd = scan.bytes[closing.end...].allSatisfy { $0 <= UInt8(ascii: " ") }
      // A second end of thoughts that have ended before.
      if holdsThoughts, isAtEnd { return }
      thought += kept
      kept = []
      holdsThoughts = true
    }

    var thoughts: [String] {
      thought.map { String(decoding: scan.bytes[$0], as: UTF8.self) }
    }

    /// What is kept; of the white space on both sides of what is not, the larger break stays.
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
  /// The elements at the end that meet a condition, as many as stand together.
  fileprivate func suffix(while predicate: (Element) -> Bool) -> SubSequence {
    var start = endIndex
    while start > startIndex, predicate(self[index(before: start)]) {
      formIndex(before: &start)
    }
    return self[start...]
  }
}
