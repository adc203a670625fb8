/// Input data cannot be read: which sample, which line, and what is wrong.
package struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sample's place among all, from 0; `nil` when the fault is not in a sample.
  package var sampleIndex: Int?

  /// The line, from 1, on which the fault stands.
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
