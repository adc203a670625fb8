internal import FacetPlatform
internal import Glibc

/// A port of this host that nothing uses.
enum FreePort {
  /// - Throws: ``SystemError`` if there is none.
  static func next() throws(SystemError) -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("open a socket") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe bind(descriptor, pointer, length) == 0
          ? unsafe getsockname(descriptor, pointer, &length) : -1
      }
    }
    guard status == 0 else { throw SystemError("find a free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
