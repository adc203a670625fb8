/// Why a process cannot be confined.
package struct BoxError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String
  /// The Debian package that is missing, if one is.
  package var missingPackage: String?
  /// Whether the machine is at fault, not what an agent left in its box.
  package var isOfMachine = false

  package init(_ description: String, missingPackage: String? = nil) {
    self.description = description
    self.missingPackage = missingPackage
  }

  static func missing(_ program: String, package name: String, purpose: String) -> BoxError {
    BoxError(
      "\(purpose) needs '\(program)', which is not installed; install it with "
        + "'apt-get install \(name)'", missingPackage: name)
  }

  static func cannotStart(_ reason: String) -> BoxError {
    BoxError("the box cannot be started: \(reason)")
  }

  static func unknownMachine() -> BoxError {
    BoxError("boxes need a machine of x86-64 or AArch64")
  }

  static func badPath(_ path: String, reason: String) -> BoxError {
    BoxError("'\(path)' cannot be a file in a box: \(reason)")
  }
}
