/// Finds the lesson of a prompt in one pass over the prompt, regardless of the number of lessons.
///
/// A rolling hash finds the first bytes of each lesson's longest mark; only a match is then
/// compared in full.
struct LessonIndex: Sendable {
  private struct Entry: Sendable {
    var lesson: RehearsalTeacher.Lesson
    /// The longest mark first.
    var marks: [[UInt8]]
  }

  private let entries: [Entry]
  /// The number of hashed bytes: the length of the shortest of all longest marks, at most 64.
  private let width: Int
  /// Positions of the entries by the hash of their longest mark's first bytes.
  private let positions: [UInt64: [Int]]

  /// - Parameter lessons: The lessons; a lesson without marks is never found.
  init(_ lessons: [RehearsalTeacher.Lesson]) {
    // The longest first, because a question's text may contain another's.
    let entries =
      lessons
      .map { lesson in
        Entry(
          lesson: lesson, marks: lesson.marks.map { Array($0.utf8) }.sorted { $0.count > $1.count })
      }
      .filter { $0.marks.first?.isEmpty == false }
      .sorted { one, other in
        one.marks.reduce(0) { $0 + $1.count } > other.marks.reduce(0) { $0 + $1.count }
      }
    let width = entries.reduce(64) { min($0, $1.marks[0].count) }
    self.entries = entries
    self.width = width
    positions = Dictionary(
      grouping: entries.indices, by: { RollingHash.hash(of: entries[$0].marks[0].prefix(width)) })
  }

  /// The first lesson whose marks all occur in the texts; `nil` if there is none.
  func lesson(in texts: [[UInt8]]) -> RehearsalTeacher.Lesson? {
    guard !entries.isEmpty else { return nil }
    var found: Int?
    for text in texts where text.count >= width {
      var hash = RollingHash(text.prefix(width))
      var start = 0
      while true {
        for position in positions[hash.value] ?? [] where position < found ?? .max {
          let marks = entries[position].marks
          let isAbout =
            ByteSearch.stands(marks[0], in: text, at: start)
            && marks.dropFirst().allSatisfy { mark in
              texts.contains { ByteSearch.contains(mark, in: $0) }
            }
          if isAbout { found = position }
        }
        guard start + width < text.count else { break }
        hash.roll(out: text[start], in: text[start + width])
        start += 1
      }
    }
    return found.map { entries[$0].lesson }
  }
}

/// A rolling hash over a window that advances byte by byte.
private struct RollingHash {
  private static let base: UInt64 = 0x100_0000_01b3

  private(set) var value: UInt64
  /// The factor of the byte that leaves the window.
  private let weight: UInt64

  init(_ window: some Collection<UInt8>) {
    value = Self.hash(of: window)
    weight = window.dropFirst().reduce(1) { weight, _ in weight &* Self.base }
  }

  static func hash(of bytes: some Collection<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 &* base &+ UInt64($1) }
  }

  mutating func roll(out old: UInt8, in new: UInt8) {
    value = (value &- UInt64(old) &* weight) &* Self.base &+ UInt64(new)
  }
}
