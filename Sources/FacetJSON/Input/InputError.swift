/// A fault in the input data, with its sample and line.
package struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sample's 0-based index among all; `nil` if the fault is not in a sample.
  package var sampleIndex: Int?

  /// The 1-based line of the fault.
  package var line: Int?

  /// What is wrong and what would be right, names in single quotes, no full stop.
  package var message: String

  package init(sampleIndex: Int? = nil, line: Int? = nil, message: String) {
    self.sampleIndex = sampleIndex
    self.line = line
    self.message = message
  }

  package var description: String {
    switch (sampleIndex, line) {
    case (let index?, let line?): "line \(line), sample \(index): \(message)"
    case (nil, let line?): "line \(line): \(message)"
    case (let index?, nil): "sample \(index): \(message)"
    case (nil, nil): message
    }
  }
}
