/// The kind of a part of an answer, which decides how two such parts are compared.
package enum AnswerKind: Sendable, Equatable {
  /// A count: exact.
  case count
  /// A value from the data, or a name in it, such as a maximum or a year: exact.
  case picked
  /// An identifier, a version, a postcode: exact, character by character.
  case code
  /// A name in words: case and typography do not matter.
  case label
  /// True or false, yes or no.
  case truth
  /// A sum: exact for whole numbers, otherwise up to rounding errors.
  case total
  /// A mean, a share, a correlation, which arithmetic gives exactly: equal but for rounding.
  case measure
  /// A median, a score, a difference, which may also stand in the data: equal but for rounding to
  /// four digits.
  case reading
  /// A result of a fit, a test or a simulation: within a tolerance.
  case quantity
  /// A p-value: within a tolerance, and on the same side of each significance level.
  case probability
  /// Unknown: the strictest applicable rule.
  case unknown

  /// Whether a text stands for a number, so that its unit and separators are parsed.
  var isNumeric: Bool {
    switch self {
    case .count, .picked, .total, .measure, .reading, .quantity, .probability: true
    case .code, .label, .truth, .unknown: false
    }
  }
}

extension AnswerKind {
  /// Whether it is calculated from other values, so that a fraction such as `1/4` is a number.
  var isCalculated: Bool {
    self == .measure || self == .reading || self == .quantity || self == .probability
  }
}

/// Whether the order of a list matters.
enum ListOrder: Sendable, Equatable {
  case ordered
  case free
  /// The question does not say: order matters unless each element names its subject.
  case unstated
}
