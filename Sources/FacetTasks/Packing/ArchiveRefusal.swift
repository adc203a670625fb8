/// Why an archive of a task is refused; nothing of it is written.
package struct ArchiveRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The member at fault; nil for the archive as a whole.
  package var member: String?
  package var reason: String

  package init(_ reason: String, member: String? = nil) {
    self.reason = reason
    self.member = member
  }

  package var description: String { member.map { "'\($0)' \(reason)" } ?? "the archive \(reason)" }
}

/// The most that an archive may hold.
package struct ArchiveLimits: Sendable, Hashable {
  package var members = 10_000
  /// Bytes of all files together.
  package var total = 256 << 20
  /// Bytes of one file.
  package var file = 64 << 20
  /// Bytes after decompression for each byte before it.
  package var ratio = 200
  /// Bytes of a path.
  package var path = 4096
  /// Bytes of one name in a path.
  package var name = 255

  package init() {}
}
