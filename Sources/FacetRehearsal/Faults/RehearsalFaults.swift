/// How often each fault happens, as a share of the requests.
package struct RehearsalFaults: Sendable, Hashable, CustomStringConvertible {
  private var rates: [RehearsalFault: Double] = [:]

  /// No faults at all.
  package init() {}

  package init(_ rates: [RehearsalFault: Double]) {
    for (fault, rate) in rates { self[fault] = rate }
  }

  /// Reads the command-line form: `429=5%,reset-in-body=0.01`.
  ///
  /// - Throws: ``RehearsalMistake`` naming the invalid part.
  package init(parsing text: String) throws(RehearsalMistake) {
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
      guard sides.count == 2 else { throw .malformedRate(String(part)) }
      guard let fault = RehearsalFault(rawValue: sides[0]) else { throw .unknownFault(sides[0]) }
      let isPercentage = sides[1].hasSuffix("%")
      let number = Double(isPercentage ? String(sides[1].dropLast()) : sides[1])
      let rate = number.map { isPercentage ? $0 / 100 : $0 }
      guard let rate, (0...1).contains(rate) else { throw .malformedRate(String(part)) }
      self[fault] = rate
    }
    guard total <= 1 else { throw .ratesAboveOne }
  }

  /// The share of requests with a fault, from 0 to 1.
  package subscript(fault: RehearsalFault) -> Double {
    get { rates[fault] ?? 0 }
    set { rates[fault] = newValue > 0 ? min(newValue, 1) : nil }
  }

  package var isEmpty: Bool { rates.isEmpty }

  /// The share of requests with any fault.
  package var total: Double { rates.values.reduce(0, +) }

  /// The same text for the same rates, in the order of the cases.
  package var description: String {
    RehearsalFault.allCases.compactMap { fault in
      rates[fault].map { "\(fault.rawValue)=\($0)" }
    }.joined(separator: ",")
  }

  /// The fault selected by a number from 0 to 1.
  func fault(at position: Double) -> RehearsalFault? {
    var sum = 0.0
    for fault in RehearsalFault.allCases {
      guard let rate = rates[fault] else { continue }
      sum += rate
      if position < sum { return fault }
    }
    return nil
  }
}

/// A mistake in a rehearsal option.
package struct RehearsalMistake: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  static func unknownFault(_ name: String) -> RehearsalMistake {
    let known = RehearsalFault.allCases.map(\.rawValue).joined(separator: ", ")
    return RehearsalMistake(description: "unknown fault '\(name)'; the known faults are \(known)")
  }

  static func malformedRate(_ text: String) -> RehearsalMistake {
    RehearsalMistake(
      description: "'\(text)' must be a fault and its share, as in '429=5%' or '500=0.01'")
  }

  static let ratesAboveOne = RehearsalMistake(
    description: "the shares of all faults together must not exceed 100%")
}
