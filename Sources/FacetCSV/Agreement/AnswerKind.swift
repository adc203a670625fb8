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
  /// A mean, a rate, a statistic: within a tolerance.
  case quantity
  /// A p-value: within a tolerance, and on the same side of each significance level.
  case probability
  /// Unknown: the strictest applicable rule.
  case unknown

  /// Whether a text stands for a number, so that its unit and separators are parsed.
  var isNumeric: Bool {
    switch self {
    case .count, .picked, .total, .quantity, .probability: true
    case .code, .label, .truth, .unknown: false
    }
  }
}

/// Whether the order of a list matters.
enum ListOrder: Sendable, Equatable {
  case ordered
  case free
  /// The question does not say: order matters unless each element names its subject.
  case unstated
}
