/// How a program in a box ended, and what it printed.
package struct ConfinedResult: Sendable, Hashable {
  /// Why it ended.
  package enum End: Sendable, Hashable, CustomStringConvertible {
    case exited(Int32)
    /// Ended by a signal; 9 is also the kernel's word for too much memory.
    case signalled(Int32)
    /// Ended because its time was up.
    case timedOut
    /// Ended because all of it together exceeded a limit.
    case exceeded(Bound)

    package var isSuccess: Bool { self == .exited(0) }

    package var description: String {
      switch self {
      case .exited(let status): "status \(status)"
      case .signalled(let number): "signal \(number)"
      case .timedOut: "the time limit"
      case .exceeded(let bound): "the limit of \(bound.rawValue)"
      }
    }
  }

  /// What a watched limit bounds.
  package enum Bound: String, Sendable, Hashable {
    case memory
    case disk
  }

  package var end: End
  package var output: BoundedOutput
  package var errorOutput: BoundedOutput
  package var duration: Duration

  package init(
    end: End, output: BoundedOutput, errorOutput: BoundedOutput, duration: Duration
  ) {
    self.end = end
    self.output = output
    self.errorOutput = errorOutput
    self.duration = duration
  }
}
