internal import FacetPlatform

/// What bubblewrap reports about a box: the first process, and its exit code when all is over.
struct BoxStatus: Sendable {
  /// The box's first process, as this machine numbers it.
  var firstProcess: Int32?
  /// Nil until the program, which was started, has ended.
  var exitCode: Int32?

  /// The status in a file; nil if there is none yet.
  init?(of path: String) {
    guard let bytes = try? FileSystem.contents(of: path), !bytes.isEmpty else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    firstProcess = Self.number(named: "child-pid", in: text)
    exitCode = Self.number(named: "exit-code", in: text)
  }

  private static func number(named name: String, in text: String) -> Int32? {
    guard let start = text.firstRange(of: "\"\(name)\": ")?.upperBound else { return nil }
    return Int32(text[start...].prefix { $0.isNumber })
  }
}
