internal import FacetJSON
internal import FacetModels

/// A condition on an answer: `scores.sql >= 0.9 && status == "ok"`.
///
/// A comparison with something missing is false, except `== null` and `!=`.
package struct RowCondition: Sendable, Hashable {
  indirect enum Node: Sendable, Hashable {
    case all([Node])
    case any([Node])
    case not(Node)
    case compare(path: [String], relation: String, value: JSONValue)
  }

  /// The condition as written.
  package let text: String
  private let root: Node

  /// Reads a condition.
  ///
  /// - Throws: ``TrainingError`` that quotes the place of the mistake.
  package init(_ text: String) throws(TrainingError) {
    self.text = text
    var parser = ConditionParser(text)
    root = try parser.condition()
  }

  func holds(for candidate: Candidate, of sample: TrainingSample) -> Bool {
    Self.holds(root) { path in Self.value(of: path, candidate, sample) }
  }

  private static func holds(_ node: Node, _ value: ([String]) -> JSONValue) -> Bool {
    switch node {
    case .all(let nodes): nodes.allSatisfy { holds($0, value) }
    case .any(let nodes): nodes.contains { holds($0, value) }
    case .not(let node): !holds(node, value)
    case .compare(let path, let relation, let other): compare(value(path), relation, other)
    }
  }

  private static func compare(_ left: JSONValue, _ relation: String, _ right: JSONValue) -> Bool {
    if relation == "==" || relation == "!=" {
      let isEqual =
        if let a = left.double, let b = right.double {
          ScoreReading.millionths(a) == ScoreReading.millionths(b)
        } else {
          left == right
        }
      return isEqual == (relation == "==")
    }
    let order: Int
    if let a = left.double, let b = right.double {
      let (one, other) = (ScoreReading.millionths(a), ScoreReading.millionths(b))
      order = one < other ? -1 : one == other ? 0 : 1
    } else if let a = left.string, let b = right.string {
      order = a < b ? -1 : a == b ? 0 : 1
    } else {
      return false
    }
    return switch relation {
    case "<": order < 0
    case "<=": order <= 0
    case ">": order > 0
    default: order >= 0
    }
  }

  private static func value(
    of path: [String], _ candidate: Candidate, _ sample: TrainingSample
  ) -> JSONValue {
    switch path[0] {
    case "scores" where path.count == 2:
      return candidate.scores[path[1]].map { .number(ScoreReading.number($0)) } ?? .null
    case "status":
      if case .unusable(let reason) = candidate.status { return .string(reason) }
      return "ok"
    case "condition": return candidate.condition.map { .string($0) } ?? .null
    case "model": return candidate.model.map { .string($0) } ?? .null
    case "completion": return .number(JSONNumber(candidate.completion))
    case "cost_usd": return candidate.cost.map { .number($0.number) } ?? .null
    case "reference": return sample.reference.map { .string($0) } ?? .null
    case "characters": return .number(JSONNumber(candidate.text.count))
    default:
      var value: JSONValue = .object(sample.fields)
      for key in path[0] == "fields" ? path[1...] : path[...] { value = value[key] ?? .null }
      return value
    }
  }
}

/// Reads the text of a condition.
private struct ConditionParser {
  private let text: String
  private var rest: Substring
  /// Open parentheses and negations.
  private var depth = 0

  init(_ text: String) {
    self.text = text
    rest = text[...]
  }

  mutating func condition() throws(TrainingError) -> RowCondition.Node {
    let node = try alternatives()
    skipSpace()
    guard rest.isEmpty else { throw fault("expected '&&', '||' or the end") }
    return node
  }

  private mutating func alternatives() throws(TrainingError) -> RowCondition.Node {
    var nodes = [try conjunction()]
    while take("||") { nodes.append(try conjunction()) }
    return nodes.count == 1 ? nodes[0] : .any(nodes)
  }

  private mutating func conjunction() throws(TrainingError) -> RowCondition.Node {
    var nodes = [try term()]
    while take("&&") { nodes.append(try term()) }
    return nodes.count == 1 ? nodes[0] : .all(nodes)
  }

  private mutating func term() throws(TrainingError) -> RowCondition.Node {
    guard depth < 64 else { throw fault("at most 64 levels are allowed") }
    depth += 1
    defer { depth -= 1 }
    if rest.first(where: { $0 != " " }) == "!", take("!") { return .not(try term()) }
    if take("(") {
      let node = try alternatives()
      guard take(")") else { throw fault("expected ')'") }
      return node
    }
    let path = try path()
    for relation in ["==", "!=", "<=", ">=", "<", ">"] where take(relation) {
      return .compare(path: path, relation: relation, value: try literal())
    }
    throw fault("expected '==', '!=', '<', '<=', '>' or '>='")
  }

  private mutating func path() throws(TrainingError) -> [String] {
    skipSpace()
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "-" }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !name.isEmpty, parts.allSatisfy({ !$0.isEmpty }) else {
      throw fault("expected a name such as 'status' or 'scores.NAME'")
    }
    rest = rest[name.endIndex...]
    return parts
  }

  private mutating func literal() throws(TrainingError) -> JSONValue {
    skipSpace()
    var end = rest.startIndex
    if rest.first == "\"" {
      end = rest.index(after: end)
      while end < rest.endIndex, rest[end] != "\"" {
        if rest[end] == "\\" { end = rest.index(after: end) }
        guard end < rest.endIndex else { break }
        end = rest.index(after: end)
      }
      guard end < rest.endIndex else { throw fault("the text has no closing quote") }
      end = rest.index(after: end)
    } else {
      while end < rest.endIndex, !rest[end].isWhitespace, !"&|)".contains(rest[end]) {
        end = rest.index(after: end)
      }
    }
    let written = rest[..<end]
    guard let value = try? ConfigurationJSON.value(of: String(written)).plain,
      value.array == nil, value.object == nil
    else { throw fault("expected a number, a text in double quotes, true, false or null") }
    rest = rest[end...]
    return value
  }

  private mutating func skipSpace() {
    rest = rest.drop(while: \.isWhitespace)
  }

  private mutating func take(_ word: String) -> Bool {
    skipSpace()
    guard rest.hasPrefix(word) else { return false }
    rest = rest.dropFirst(word.count)
    return true
  }

  private func fault(_ message: String) -> TrainingError {
    let found = rest.isEmpty ? "the end" : "'\(rest.prefix(12))'"
    return TrainingError("the condition '\(text)' cannot be read: \(message), not \(found)")
  }
}
