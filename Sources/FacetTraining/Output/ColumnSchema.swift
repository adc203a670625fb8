internal import FacetJSON

/// The columns of an export, learnt from its rows.
struct ColumnSchema: Sendable {
  /// A column's values so far.
  struct Column: Sendable {
    let name: String
    var hasWhole = false
    var hasFraction = false
    var hasText = false
    var hasTruth = false
    var hasNested = false
    /// Whether all texts look like times, which a loader would turn into dates.
    var isAllTimes = true

    var isEmpty: Bool { !(hasWhole || hasFraction || hasText || hasTruth || hasNested) }

    /// Whether it holds nothing but texts that a loader would turn into dates.
    var holdsOnlyTimes: Bool {
      hasText && !(hasWhole || hasFraction || hasTruth || hasNested) && isAllTimes
    }

    /// The type that holds all its values; `nil` if there are none.
    var type: ColumnType? {
      let kinds = [hasWhole || hasFraction, hasText, hasTruth, hasNested].count { $0 }
      if kinds == 0 { return nil }
      if kinds > 1 { return hasNested ? .json : .text }
      if hasNested { return .json }
      if hasText { return .text }
      if hasTruth { return .truth }
      return hasFraction ? .fraction : .whole
    }
  }

  /// The type of a column, as a loader is told.
  enum ColumnType: String, Sendable {
    case text = "string"
    case whole = "int64"
    case fraction = "float64"
    case truth = "bool"
    case json
  }

  private(set) var columns: [Column] = []
  private var numbers: [String: Int] = [:]
  private var knownShapes: [String: UInt64] = [:]

  /// Takes a value of a column.
  ///
  /// - Returns: The column's number.
  mutating func note(_ name: String, _ value: JSONValue) -> Int {
    let index = numbers[name] ?? columns.count
    if index == columns.count {
      numbers[name] = index
      columns.append(Column(name: name))
    }
    switch value {
    case .null: break
    case .bool: columns[index].hasTruth = true
    case .number(let number):
      let isWhole =
        !number.text.utf8.contains { [0x2E, 0x65, 0x45].contains($0) }
        && Int(number.text) != nil
      if isWhole { columns[index].hasWhole = true } else { columns[index].hasFraction = true }
    case .string(let text):
      columns[index].hasText = true
      if columns[index].isAllTimes, !Self.looksLikeTime(text) { columns[index].isAllTimes = false }
    case .array, .object: columns[index].hasNested = true
    }
    return index
  }

  /// Whether a text begins as an ISO date does.
  static func looksLikeTime(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(20))
    guard bytes.count >= 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return false }
    let digits = [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy { bytes[$0] &- 0x30 < 10 }
    return digits && (bytes.count == 10 || bytes[10] == 0x54 || bytes[10] == 0x20)
  }

  /// The shapes of the messages and objects in a row as bits; one shape more after sixty is not told apart.
  mutating func shapes(of row: JSONObject) -> UInt64 {
    var bits: UInt64 = 0
    for member in row.members {
      for element in member.value.array ?? [member.value] {
        guard let object = element.object else { continue }
        let shape = member.key + " " + Self.shape(object)
        let bit = knownShapes[shape] ?? UInt64(min(knownShapes.count, 63))
        knownShapes[shape] = bit
        bits |= 1 << bit
      }
    }
    return bits
  }

  private static func shape(_ object: JSONObject) -> String {
    object.members.map { member in
      switch member.value {
      case .array(let elements):
        member.key + "[" + (elements.first?.object.map(shape) ?? "") + "]"
      case .object(let object): member.key + "{" + shape(object) + "}"
      case .null: member.key + "0"
      case .bool: member.key + "b"
      case .number: member.key + "n"
      case .string: member.key
      }
    }.joined(separator: ",")
  }
}
