internal import FacetPlatform

/// The root certificates for checking servers, if they are not the system's.
package struct TrustedRoots: Sendable, Hashable {
  /// A file of certificates in PEM form.
  package var file: String?
  /// A folder of certificates, each named by the hash of its subject.
  package var directory: String?

  package init() {}

  /// Chooses as curl does: an option's file first, then `CURL_CA_BUNDLE`, then `SSL_CERT_FILE` and
  /// `SSL_CERT_DIR` together; an empty variable counts as unset.
  ///
  /// - Parameters:
  ///   - file: The file of the option `--ca-file`.
  ///   - environment: The process's environment.
  /// - Throws: ``Fault`` if the chosen file or folder does not exist.
  package init(file: String?, environment: [String: String]) throws(Fault) {
    func path(_ variable: String) -> String? {
      environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let file {
      self.file = try Self.file(file, namedBy: "--ca-file")
    } else if let bundle = path("CURL_CA_BUNDLE") {
      self.file = try Self.file(bundle, namedBy: "CURL_CA_BUNDLE")
    } else {
      self.file = try path("SSL_CERT_FILE").map { path throws(Fault) in
        try Self.file(path, namedBy: "SSL_CERT_FILE")
      }
      if let folder = path("SSL_CERT_DIR") {
        // OpenSSL accepts a list of folders.
        let missing = folder.split(separator: ":").first { !FileSystem.isDirectory(String($0)) }
        if let missing {
          throw Fault(
            "SSL_CERT_DIR names '\(missing)', which is not a folder; correct or unset it")
        }
        directory = folder
      }
    }
  }

  private static func file(_ path: String, namedBy name: String) throws(Fault) -> String {
    let remedy = name.hasPrefix("--") ? "name another file" : "correct or unset it"
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.contents(of: path)
    } catch {
      throw Fault("\(name) names '\(path)', which cannot be read: \(error.reason); \(remedy)")
    }
    guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") else {
      throw Fault("\(name) names '\(path)', which contains no certificate in PEM format; \(remedy)")
    }
    return path
  }

  /// Why root certificates cannot be used.
  package struct Fault: Error, Sendable, CustomStringConvertible {
    /// The variable or option, its path, and the remedy.
    package var description: String

    init(_ description: String) {
      self.description = description
    }
  }
}
