/// A set of Unicode scalars: ranges and properties.
struct ScalarSet: Sendable, Hashable {
  /// A Unicode property of a scalar.
  enum Property: Sendable, Hashable {
    case categories(Set<Unicode.GeneralCategory>)
    case alphabetic
    case uppercase
    case lowercase
    case whitespace
  }

  private(set) var ranges: [ClosedRange<UInt32>]
  private var properties: [Property] = []
  private var excludedProperties: [Property] = []
  private var excludedSets: [ScalarSet] = []
  var isInverted = false
  var ignoresCase = false

  init(_ ranges: [ClosedRange<UInt32>] = []) {
    self.ranges = Self.merged(ranges)
  }

  init(_ scalar: Unicode.Scalar) {
    ranges = [scalar.value...scalar.value]
  }

  static let digits = ScalarSet([0x30...0x39])
  static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  static let lineEnds = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])
  static let spaces = ScalarSet([
    0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
    0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ])
  static let all = ScalarSet([0...0x10FFFF])

  /// The scalars that this set lacks.
  var inverted: ScalarSet {
    var set = self
    set.isInverted.toggle()
    return set
  }

  mutating func insert(_ range: ClosedRange<UInt32>) {
    ranges.append(range)
  }

  mutating func insert(_ property: Property, isExcluded: Bool) {
    if isExcluded { excludedProperties.append(property) } else { properties.append(property) }
  }

  mutating func insert(_ other: ScalarSet) {
    if other.isInverted {
      excludedSets.append(other.inverted)
    } else {
      ranges += other.ranges
      properties += other.properties
      excludedProperties += other.excludedProperties
      excludedSets += other.excludedSets
    }
  }

  /// Whether it consists of ranges alone.
  var hasRangesOnly: Bool {
    properties.isEmpty && excludedProperties.isEmpty && excludedSets.isEmpty
  }

  /// Sorts and joins the ranges after the last insertion.
  mutating func finish() {
    ranges = Self.merged(ranges)
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    guard ignoresCase else { return holds(scalar) != isInverted }
    let isMember =
      holds(scalar)
      || [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].contains {
        $0.unicodeScalars.count == 1 && $0.unicodeScalars.first.map(holds) == true
      }
    return isMember != isInverted
  }

  private func holds(_ scalar: Unicode.Scalar) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    if low < ranges.count, ranges[low].lowerBound <= scalar.value { return true }
    return properties.contains { $0.holds(for: scalar) }
      || excludedProperties.contains { !$0.holds(for: scalar) }
      || excludedSets.contains { !$0.contains(scalar) }
  }

  private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}

extension ScalarSet.Property {
  /// The property of a name as patterns write it: `L`, `Uppercase_Letter`, `gc=Lu`.
  init?(named name: String) {
    let value =
      ["General_Category=", "gc="].first { name.hasPrefix($0) }.map {
        String(name.dropFirst($0.count))
      } ?? name
    switch value {
    case "Alphabetic", "Alpha": self = .alphabetic
    case "Uppercase", "Upper": self = .uppercase
    case "Lowercase", "Lower": self = .lowercase
    case "White_Space", "space": self = .whitespace
    default:
      guard let categories = Self.categories[value] else { return nil }
      self = .categories(categories)
    }
  }

  func holds(for scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .categories(let categories): categories.contains(scalar.properties.generalCategory)
    case .alphabetic: scalar.properties.isAlphabetic
    case .uppercase: scalar.properties.isUppercase
    case .lowercase: scalar.properties.isLowercase
    case .whitespace: scalar.properties.isWhitespace
    }
  }

  private static let categories: [String: Set<Unicode.GeneralCategory>] = {
    let single: [(String, String, Unicode.GeneralCategory)] = [
      ("Lu", "Uppercase_Letter", .uppercaseLetter), ("Ll", "Lowercase_Letter", .lowercaseLetter),
      ("Lt", "Titlecase_Letter", .titlecaseLetter), ("Lm", "Modifier_Letter", .modifierLetter),
      ("Lo", "Other_Letter", .otherLetter), ("Mn", "Nonspacing_Mark", .nonspacingMark),
      ("Mc", "Spacing_Mark", .spacingMark), ("Me", "Enclosing_Mark", .enclosingMark),
      ("Nd", "Decimal_Number", .decimalNumber), ("Nl", "Letter_Number", .letterNumber),
      ("No", "Other_Number", .otherNumber), ("Pc", "Connector_Punctuation", .connectorPunctuation),
      ("Pd", "Dash_Punctuation", .dashPunctuation), ("Ps", "Open_Punctuation", .openPunctuation),
      ("Pe", "Close_Punctuation", .closePunctuation),
      ("Pi", "Initial_Punctuation", .initialPunctuation),
      ("Pf", "Final_Punctuation", .finalPunctuation),
      ("Po", "Other_Punctuation", .otherPunctuation), ("Sm", "Math_Symbol", .mathSymbol),
      ("Sc", "Currency_Symbol", .currencySymbol), ("Sk", "Modifier_Symbol", .modifierSymbol),
      ("So", "Other_Symbol", .otherSymbol), ("Zs", "Space_Separator", .spaceSeparator),
      ("Zl", "Line_Separator", .lineSeparator), ("Zp", "Paragraph_Separator", .paragraphSeparator),
      ("Cc", "Control", .control), ("Cf", "Format", .format), ("Cs", "Surrogate", .surrogate),
      ("Co", "Private_Use", .privateUse), ("Cn", "Unassigned", .unassigned),
    ]
    var names: [String: Set<Unicode.GeneralCategory>] = [:]
    for (short, long, category) in single {
      names[short] = [category]
      names[long] = [category]
      names[String(short.prefix(1)), default: []].insert(category)
    }
    let groups = [
      "Letter": "L", "Mark": "M", "Number": "N", "Punctuation": "P", "Symbol": "S",
      "Separator": "Z", "Other": "C",
    ]
    for (long, short) in groups { names[long] = names[short] }
    return names
  }()
}
