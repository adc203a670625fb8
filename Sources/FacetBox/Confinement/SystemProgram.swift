internal import FacetPlatform

/// Programs of the system that confine others.
package enum SystemProgram {
  /// The path of a system program; nil if it is not installed.
  package static func path(of name: String) -> String? {
    ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"].map { "\($0)/\(name)" }
      .first { FileSystem.isExecutable($0) }
  }

  /// The path of bubblewrap.
  ///
  /// - Throws: ``BoxError`` that says how to install it.
  package static func bubblewrap() throws(BoxError) -> String {
    guard let path = path(of: "bwrap") else {
      throw .missing("bwrap", package: "bubblewrap", purpose: "a box")
    }
    return path
  }

  /// A command that drops root's rights for those of an unused user; empty if `user` is nil.
  ///
  /// - Throws: ``BoxError`` that says how to install the program for it.
  package static func dropping(to user: UInt32?) throws(BoxError) -> [String] {
    guard let user else { return [] }
    guard let setpriv = path(of: "setpriv") else {
      throw .missing("setpriv", package: "util-linux", purpose: "a box started by root")
    }
    return [
      setpriv, "--reuid", String(user), "--regid", String(user), "--clear-groups",
      "--no-new-privs",
    ]
  }
}
