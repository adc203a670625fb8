import Glibc

/// A port on loopback that lets nobody in: its queue of connections is full.
final class FullListener {
  private var descriptors: [Int32] = []
  let port: Int

  init() {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var descriptors = [listener]
    unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        precondition(unsafe bind(listener, pointer, length) == 0)
        precondition(listen(listener, 0) == 0)
        precondition(unsafe getsockname(listener, pointer, &length) == 0)
        for _ in 0..<8 {
          let filler = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
          _ = unsafe connect(filler, pointer, length)
          descriptors.append(filler)
        }
      }
    }
    self.descriptors = descriptors
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit {
    for descriptor in descriptors { close(descriptor) }
  }
}
