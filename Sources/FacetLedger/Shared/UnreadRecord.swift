internal import FacetPlatform

/// The end of a paid record that could not be read: a lost node left it unfinished, the device
/// damaged it, or a later version of Facet wrote it.
package struct UnreadRecord: Sendable, Hashable, CustomStringConvertible {
  /// The file of the record, in which the entries before were read.
  package var file: String
  package var bytes: Int

  static let ending = ".unread"

  /// Gives the file a name under which it is kept and not read again.
  func setAside() throws(SystemError) -> UnreadRecord {
    guard !file.hasSuffix(Self.ending) else { return self }
    try FileSystem.rename(file, to: file + Self.ending)
    return UnreadRecord(file: file + Self.ending, bytes: bytes)
  }

  package var description: String {
    "the last \(bytes) bytes of the paid record '\(file)' cannot be read; the file is kept, and an "
      + "answer that stands only there is asked for again"
  }
}
