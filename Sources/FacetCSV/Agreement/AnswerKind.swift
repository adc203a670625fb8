/// What a part of an answer is, which decides how two of them are compared.
package enum AnswerKind: Sendable, Equatable {
  /// How many there are: exact.
  case count
  /// A value that stands in the data or names something there, as a maximum or a year: exact.
  case picked
  /// An identifier, a version, a postcode: exact, as it is written.
  case code
  /// A name in words: its case and typography say nothing.
  case label
  /// True or false, yes or no.
  case truth
  /// A sum: whole ones are exact, others up to rounding errors.
  case total
  /// A mean, a rate, a statistic: within a tolerance.
  case quantity
  /// A p-value: within a tolerance, on the same side of each significance level.
  case probability
  /// Nothing is known of it: the strictest that fits.
  case unknown

  /// Whether a text stands for a number, so that its unit and separators are read.
  var isNumeric: Bool {
    switch self {
    case .count, .picked, .total, .quantity, .probability: true
    case .code, .label, .truth, .unknown: false
    }
  }
}

/// Whether a list's order says something.
enum ListOrder: Sendable, Equatable {
  case ordered
  case free
  /// The question does not say: the order counts, unless each element names what it is about.
  case unstated
}
