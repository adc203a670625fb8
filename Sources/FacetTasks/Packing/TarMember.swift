/// A file or folder of an archive.
package struct TarMember: Sendable, Hashable {
  /// Relative, without `.` and `..`, and without a slash at its end.
  package var path: String
  package var isFolder: Bool
  package var isExecutable: Bool
  package var bytes: [UInt8]

  package init(
    path: String, isFolder: Bool = false, isExecutable: Bool = false, bytes: [UInt8] = []
  ) {
    self.path = path
    self.isFolder = isFolder
    self.isExecutable = isExecutable
    self.bytes = bytes
  }
}
