/// The faults that one request asks for in its headers.
///
/// `x-facet-fault: 500,stall` fails the first attempt of a content with `500` and every later
/// attempt with `stall`; `none` is a good answer. `x-facet-fault-attempts: 2` exempts the third and
/// later attempts.
struct FaultOrder {
  private var faults: [RehearsalFault?]
  private var attempts: Int

  /// Returns `nil` if the headers request no fault.
  init?(faults: String?, attempts: String?) throws(RehearsalMistake) {
    guard let faults else { return nil }
    self.faults = []
    for part in faults.split(separator: ",") {
      let name = String(part.filter { $0 != " " })
      if name == "none" {
        self.faults.append(nil)
      } else if let fault = RehearsalFault(rawValue: name) {
        self.faults.append(fault)
      } else {
        throw .unknownFault(name)
      }
    }
    guard !self.faults.isEmpty else { return nil }
    if let attempts {
      guard let count = Int(attempts), count >= 0 else {
        throw RehearsalMistake(
          description: "'x-facet-fault-attempts' must be a count, not '\(attempts)'")
      }
      self.attempts = count
    } else {
      self.attempts = .max
    }
  }

  /// The fault for the n-th attempt of a content, 1-based.
  func fault(attempt: Int) -> RehearsalFault? {
    attempt > attempts ? nil : faults[min(attempt, faults.count) - 1]
  }
}
