import FacetJSON
import Glibc

/// A TCP connection to a server on loopback, seen byte by byte.
@safe
final class RawConnection {
  /// How what the server sent came to an end.
  enum Ending {
    /// The server closed in order.
    case closed
    /// The server reset the connection.
    case reset
    /// The server sent nothing for as long as the connection waits.
    case silent
  }

  private let descriptor: Int32
  private var received: [UInt8] = []

  /// Connects; a read waits for at most `patience`.
  init(port: Int, patience: Duration = .seconds(5)) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var wait = timeval(
      tv_sec: Int(patience.components.seconds),
      tv_usec: Int(patience.components.attoseconds / 1_000_000_000_000))
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(status == 0, "the server is not listening")
  }

  deinit { close(descriptor) }

  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(
          descriptor, $0.baseAddress, $0.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// The whole response at the front of what the server sends, or `nil` where it breaks off.
  func response() -> RawResponse? {
    while true {
      if let (response, length) = RawResponse.parse(received) {
        received.removeFirst(length)
        return response
      }
      guard receive() == nil else { return nil }
    }
  }

  /// Everything that the server sends until it stops, and why it stops.
  func everything() -> (bytes: [UInt8], ending: Ending) {
    while true {
      if let ending = receive() { return (received, ending) }
    }
  }

  /// The bytes that one read brings, without waiting for more.
  func piece() -> [UInt8] {
    _ = receive()
    defer { received = [] }
    return received
  }

  private func receive() -> Ending? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    if count > 0 {
      received.append(contentsOf: buffer[..<count])
      return nil
    }
    if count == 0 { return .closed }
    return errno == ECONNRESET ? .reset : .silent
  }
}

/// A response as it came over the wire.
struct RawResponse {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  var text: String { String(decoding: body, as: UTF8.self) }

  var json: JSONValue? { try? ResponseJSON.value(of: body) }

  /// The response at the front of some bytes and its length, or `nil` where it is not whole.
  fileprivate static func parse(_ bytes: [UInt8]) -> (RawResponse, Int)? {
    let separator: [UInt8] = [13, 10, 13, 10]
    guard bytes.count > 12,
      let end = (0..<bytes.count - 3).first(where: { bytes[$0...].starts(with: separator) })
    else { return nil }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let headers = lines.dropFirst().map { line in
      let sides = line.split(separator: ":", maxSplits: 1)
      return (
        name: sides[0].lowercased(), value: String(sides[1].drop { $0 == " " })
      )
    }
    let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
    guard bytes.count >= end + 4 + length,
      let status = Int(lines[0].split(separator: " ")[1])
    else { return nil }
    return (
      RawResponse(
        status: status, headers: headers, body: Array(bytes[(end + 4)..<(end + 4 + length)])),
      end + 4 + length
    )
  }
}
