package import FacetPlatform
internal import Glibc

/// The bytes of a file, decompressed if need be.
package final class FileByteSource: ByteSource {
  private let path: String
  private let file: UnpackedFile
  private var start: [UInt8]?

  /// - Parameter digests: Whether to compute the file's ``digest()``.
  /// - Throws: ``InputError`` when the file cannot be opened.
  package init(path: String, digests: Bool = false) throws(InputError) {
    self.path = path
    do throws(SystemError) {
      file = try UnpackedFile(path: path, digests: digests)
    } catch {
      // Without a code, the action says why.
      let message =
        switch error.code {
        case 0: "\(error)"
        case ENOENT: PathForm.missing(path)
        default: "'\(path)' cannot be opened: \(error.reason)"
        }
      throw InputError(message: message)
    }
  }

  /// The first bytes, which are still to be read.
  package func peek() throws(InputError) -> [UInt8] {
    var bytes: [UInt8] = []
    try read(into: &bytes)
    start = bytes
    return bytes
  }

  package func read(into buffer: inout [UInt8]) throws(InputError) {
    if let start {
      buffer.append(contentsOf: start)
      self.start = nil
      return
    }
    do throws(SystemError) {
      buffer.append(contentsOf: try file.next())
    } catch {
      throw failure(error)
    }
  }

  /// The SHA-256 of the file as stored, of which it reads the rest; nil if it is not computed.
  package func digest() throws(InputError) -> SHA256? {
    do throws(SystemError) {
      return try file.digest()
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: SystemError) -> InputError {
    InputError(
      message: error.code == 0
        ? "\(error)" : "'\(path)' cannot be read: \(error.reason)")
  }
}
