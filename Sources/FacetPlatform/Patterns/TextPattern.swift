/// A regular expression whose matching takes time in proportion to the text, whatever the pattern.
///
/// The dialect is ECMAScript's with the `u` flag, which JSON Schema recommends, without
/// backreferences and lookaround: those need backtracking, which a hostile pattern can make endless.
/// Inline flags at the start (`(?i)`, `(?m)`, `(?s)`) and Python's `(?P<name>…)` are read too.
package struct TextPattern: Sendable, Hashable {
  /// The pattern as written.
  package let text: String
  let program: PatternProgram

  /// The number of capture groups.
  package var groupCount: Int { program.groupCount }

  /// The numbers of the named groups.
  package var groupNames: [String: Int] { program.groupNames }

  /// - Throws: ``TextPatternMistake`` for a pattern that is not of the dialect or too large.
  package init(_ text: String, ignoresCase: Bool = false) throws(TextPatternMistake) {
    var parser = PatternParser(text, ignoresCase: ignoresCase)
    let tree = try parser.pattern()
    self.text = text
    program = try PatternProgram(tree, parser: parser)
  }

  /// Whether it matches anywhere in a text.
  package func occurs(in text: String) -> Bool {
    var search = PatternSearch(program, in: Array(text.unicodeScalars), captures: false)
    return search.next() != nil
  }

  /// The first match in a text, the leftmost one; of those that begin there, the one that the
  /// pattern prefers.
  package func firstMatch(in text: String) -> TextMatch? {
    matches(in: text, atMost: 1).first
  }

  /// The matches in a text from left to right, without overlaps.
  package func matches(in text: String, atMost limit: Int = .max) -> [TextMatch] {
    let scalars = Array(text.unicodeScalars)
    var search = PatternSearch(program, in: scalars, captures: true)
    var matches: [TextMatch] = []
    while matches.count < limit, let slots = search.next() {
      matches.append(TextMatch(slots: slots, in: scalars))
    }
    return matches
  }

  /// The last match in a text of those that ``matches(in:atMost:)`` finds.
  ///
  /// - Throws: ``TextPatternOverrun`` if finding it takes more than about a second.
  package func lastMatch(in text: String) throws(TextPatternOverrun) -> TextMatch? {
    let scalars = Array(text.unicodeScalars)
    var search = PatternSearch(program, in: scalars, captures: true, steps: Self.mostSteps)
    var last: [Int]?
    while let slots = search.next() { last = slots }
    if search.hasOverrun { throw TextPatternOverrun() }
    return last.map { TextMatch(slots: $0, in: scalars) }
  }

  /// Whether it matches anywhere in a text.
  ///
  /// - Throws: ``TextPatternOverrun`` if telling takes more than about a second.
  package func occursSoon(in text: String) throws(TextPatternOverrun) -> Bool {
    var search = PatternSearch(
      program, in: Array(text.unicodeScalars), captures: false, steps: Self.mostSteps)
    if search.next() != nil { return true }
    if search.hasOverrun { throw TextPatternOverrun() }
    return false
  }

  private static let mostSteps = 20_000_000

  package static func == (left: TextPattern, right: TextPattern) -> Bool {
    left.program == right.program && left.text.utf8.elementsEqual(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(text)
  }
}

/// A search that was given up because it took too many steps.
package struct TextPatternOverrun: Error, Sendable {}

/// A match of a pattern and of its groups.
package struct TextMatch: Sendable, Hashable {
  /// The matched text.
  package let text: String
  /// Where it begins and ends, counted in Unicode scalars.
  package let range: Range<Int>
  /// The text of each group, the first at index 0; `nil` for a group that took no part.
  package let groups: [String?]

  init(slots: [Int], in scalars: [Unicode.Scalar]) {
    range = slots[0]..<slots[1]
    text = Self.text(of: scalars[slots[0]..<slots[1]])
    groups = stride(from: 2, to: slots.count, by: 2).map { slot in
      slots[slot] < 0 || slots[slot + 1] < slots[slot]
        ? nil : Self.text(of: scalars[slots[slot]..<slots[slot + 1]])
    }
  }

  private static func text(of scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}

/// Why a text is not a pattern.
package struct TextPatternMistake: Error, Sendable, Hashable {
  /// What is wrong and what would be right, names in single quotes, no full stop.
  package var message: String
  /// The offset of the mistake in the pattern, in Unicode scalars.
  package var offset: Int
}
