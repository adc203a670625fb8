internal import FacetBox

/// Why code cannot be run.
package struct SandboxError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String
  /// Whether the worker ended, so that a new worker may succeed.
  var isEnd = false
  /// Whether the code was not started because the run is stopping.
  var isGivenUp = false

  private init(_ description: String, isEnd: Bool = false, isGivenUp: Bool = false) {
    self.description = description
    self.isEnd = isEnd
    self.isGivenUp = isGivenUp
  }

  static let debianPackages = "python3-pandas python3-numpy python3-scipy python3-statsmodels"

  static func noBubblewrap() -> SandboxError {
    SandboxError(
      "model-written code runs under bubblewrap, which is not installed; install it with "
        + "'apt-get install bubblewrap', or run code unprotected with '--unsafe-no-sandbox'")
  }

  /// Why code cannot be run in a box.
  init(_ error: BoxError) {
    self =
      error.missingPackage == "bubblewrap"
      ? .noBubblewrap()
      : SandboxError("\(error), or run code unprotected with '--unsafe-no-sandbox'")
  }

  static func noInterpreter(_ path: String, reason: String) -> SandboxError {
    SandboxError(
      "cannot run Python at '\(path)': \(reason); install it with 'apt-get install python3 "
        + "\(debianPackages)', or name another interpreter with '--python'")
  }

  static func missingLibraries(
    _ names: [String], of path: String, lacksBubblewrap: Bool
  ) -> SandboxError {
    let isDebian = path.hasPrefix("/usr/bin/")
    let bubblewrap = lacksBubblewrap ? ["bubblewrap"] : []
    var command =
      isDebian
      ? "apt-get install " + (bubblewrap + names.map { "python3-\($0)" }).joined(separator: " ")
      : "\(path) -m pip install " + names.joined(separator: " ")
    if !isDebian, lacksBubblewrap { command += " && apt-get install bubblewrap" }
    return SandboxError(
      "the Python at '\(path)' has no \(names.joined(separator: ", no ")); install with "
        + "'\(command)', or name another interpreter with '--python'")
  }

  static func cannotStart(_ reason: String) -> SandboxError {
    SandboxError("the sandbox cannot be started: \(reason)")
  }

  static func givenUp() -> SandboxError {
    SandboxError("the code was not run: the run was stopped", isGivenUp: true)
  }

  static func ended(_ reason: String) -> SandboxError {
    SandboxError("the sandbox ended: \(reason)", isEnd: true)
  }
}
