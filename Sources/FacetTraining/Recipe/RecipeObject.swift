internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// The mistakes found in a recipe so far.
final class RecipeMistakes {
  let path: String
  private(set) var diagnostics: [Diagnostic] = []

  init(path: String) {
    self.path = path
  }

  /// Forgets all mistakes, in favour of one that explains them.
  func dismiss() { diagnostics = [] }

  func report(_ message: String, at location: SourceLocation) {
    diagnostics.append(Diagnostic(path: path, location: location, message: message))
  }
}

/// An object of a recipe: its members by key, each read at most once by the name of its kind.
struct RecipeObject {
  let location: SourceLocation
  private let members: [String: LocatedValue]
  let mistakes: RecipeMistakes

  /// - Parameter keys: The keys that it may have; `nil` for any.
  init?(_ value: LocatedValue, named name: String, keys: [String]?, _ mistakes: RecipeMistakes) {
    self.mistakes = mistakes
    location = value.location
    guard case .object(let list) = value.content else {
      mistakes.report(
        "'\(name)' must be an object, not \(value.plain.kindDescription)", at: value.location)
      return nil
    }
    members = Dictionary(list.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    guard let keys else { return }
    for member in list where !keys.contains(member.key) {
      let near = Resemblance.nearest(to: member.key, among: keys)
      let advice =
        near.map { "did you mean '\($0)'?" }
        ?? "known keys are \(keys.map { "'\($0)'" }.joined(separator: ", "))"
      mistakes.report("unknown key '\(member.key)'; \(advice)", at: member.keyLocation)
    }
  }

  subscript(key: String) -> LocatedValue? {
    guard let value = members[key], value.plain != .null else { return nil }
    return value
  }

  func wrong(_ key: String, _ expected: String) {
    guard let value = members[key] else { return }
    mistakes.report(
      "'\(key)' must be \(expected), not \(value.plain.kindDescription)", at: value.location)
  }

  func text(_ key: String) -> String? {
    guard let value = self[key] else { return nil }
    guard case .string(let text) = value.content, !text.isEmpty else {
      wrong(key, "a text")
      return nil
    }
    return text
  }

  func bool(_ key: String) -> Bool? {
    guard let value = self[key] else { return nil }
    guard case .bool(let bool) = value.content else {
      wrong(key, "true or false")
      return nil
    }
    return bool
  }

  func number(_ key: String, in range: ClosedRange<Double>) -> Double? {
    guard let value = self[key] else { return nil }
    guard case .number(let number) = value.content, range.contains(number.double) else {
      mistakes.report(
        "'\(key)' must be a number from \(Self.shown(range.lowerBound)) to "
          + "\(Self.shown(range.upperBound))", at: value.location)
      return nil
    }
    return number.double
  }

  func int(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = self[key] else { return nil }
    guard case .number(let number) = value.content, let int = number.int, range.contains(int)
    else {
      mistakes.report(
        "'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound)",
        at: value.location)
      return nil
    }
    return int
  }

  func texts(_ key: String) -> [String]? {
    guard let value = self[key] else { return nil }
    if case .string(let text) = value.content { return [text] }
    guard let elements = value.plain.array, elements.allSatisfy({ $0.string != nil }) else {
      wrong(key, "a list of texts")
      return nil
    }
    return elements.compactMap(\.string)
  }

  /// A pair of numbers, the lower first.
  func bounds(_ key: String, in range: ClosedRange<Double>) -> ClosedRange<Double>? {
    guard let value = self[key] else { return nil }
    let numbers = (value.plain.array ?? []).compactMap(\.double)
    guard numbers.count == 2, value.plain.array?.count == 2, numbers[0] <= numbers[1],
      range.contains(numbers[0]), range.contains(numbers[1])
    else {
      mistakes.report(
        "'\(key)' must be two numbers from \(Self.shown(range.lowerBound)) to "
          + "\(Self.shown(range.upperBound)), the lower first", at: value.location)
      return nil
    }
    return numbers[0]...numbers[1]
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of type: Choice.Type
  ) -> Choice? where Choice.RawValue == String {
    guard let value = self[key] else { return nil }
    if case .string(let text) = value.content, let choice = Choice(rawValue: text) {
      return choice
    }
    let names = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    mistakes.report("'\(key)' must be one of \(names)", at: value.location)
    return nil
  }

  func object(_ key: String, keys: [String]?) -> RecipeObject? {
    self[key].flatMap { RecipeObject($0, named: key, keys: keys, mistakes) }
  }

  /// The members of an object that may have any keys, in the order of the file.
  func entries(_ key: String) -> [LocatedMember] {
    guard let value = self[key] else { return [] }
    guard case .object(let members) = value.content else {
      wrong(key, "an object")
      return []
    }
    return members
  }

  func elements(_ key: String) -> [LocatedValue] {
    guard let value = self[key] else { return [] }
    guard case .array(let elements) = value.content else {
      wrong(key, "a list")
      return []
    }
    return elements
  }

  private static func shown(_ number: Double) -> String { JSONNumber(finite: number).text }
}
