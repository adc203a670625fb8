internal import FacetPlatform

/// Why a run ended without a dataset, or without the whole of it.
public struct RunError: Error, Sendable, CustomStringConvertible {
  /// What is wrong and how to correct it.
  public var message: String
  /// Whether the user stopped it before it began.
  package var wasInterrupted = false

  init(message: String) {
    self.message = message
  }

  init(_ error: SampleError) {
    message = error.description
  }

  init(_ error: SystemError) {
    message =
      error.description + (error.isFull ? "; free some space and run the same command again" : "")
  }

  public var description: String { message }
}
