internal import FacetPlatform
internal import Glibc

/// A loopback server that records each request and answers as the test decides.
///
/// One thread serves every connection; answers are small and written at once.
package final class RecordingServer: Sendable {
  /// A completely received request.
  package struct Request: Sendable {
    /// The request line and the headers.
    package var head: String
    package var body: [UInt8]

    /// The value of the header with this lower-case name.
    package func header(_ name: String) -> String? {
      for line in head.split(whereSeparator: \.isNewline).dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == name else { continue }
        return String(parts[1].drop { $0 == " " })
      }
      return nil
    }
  }

  package struct Reply: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: String

    package init(
      status: Int = 200, headers: [(name: String, value: String)] = [], _ body: String
    ) {
      self.status = status
      self.headers = headers
      self.body = body
    }
  }

  package typealias Script = @Sendable (Request) -> Reply

  package let port: Int
  private let script: Script
  private let record = Lock<[Request]>([])
  private let listener: Int32
  private let stopPipe: (read: Int32, write: Int32)

  /// The requests so far, in order of arrival.
  package var requests: [Request] { record.withLock { $0 } }

  package var baseURL: String { "http://127.0.0.1:\(port)/v1" }

  /// Runs `body` while a server answers with `script`.
  package static func withServer<Output>(
    _ script: @escaping Script, _ body: (RecordingServer) async throws -> Output
  ) async throws -> Output {
    let server = RecordingServer(script: script)
    let thread = server.start()
    defer { server.stop(thread) }
    return try await body(server)
  }

  private init(script: @escaping Script) {
    self.script = script
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        precondition(unsafe bind(listener, pointer, length) == 0, "loopback has a free port")
        precondition(listen(listener, 512) == 0, "a bound socket can listen")
        precondition(
          unsafe getsockname(listener, pointer, &length) == 0, "a bound socket has a name")
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    var ends: [Int32] = [0, 0]
    precondition(unsafe pipe(&ends) == 0, "a pipe can be made")
    stopPipe = (ends[0], ends[1])
  }

  private func start() -> pthread_t {
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<RecordingServer>.fromOpaque(argument).takeRetainedValue().serve()
        return nil
      }, unsafe Unmanaged.passRetained(self).toOpaque())
    precondition(status == 0, "a thread can be made")
    return thread
  }

  private func stop(_ thread: pthread_t) {
    _ = unsafe write(stopPipe.write, [1], 1)
    _ = pthread_join(thread, nil)
    for descriptor in [stopPipe.write, stopPipe.read, listener] { close(descriptor) }
  }

  private func serve() {
    var received: [Int32: [UInt8]] = [:]
    while true {
      var polled = ([listener, stopPipe.read] + received.keys).map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      _ = unsafe poll(&polled, nfds_t(polled.count), -1)
      if polled[1].revents != 0 { break }
      if polled[0].revents != 0 {
        let connection = accept(listener, nil, nil)
        if connection >= 0 { received[connection] = [] }
      }
      for ready in polled.dropFirst(2) where ready.revents != 0 {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe read(ready.fd, &bytes, bytes.count)
        guard count > 0 else {
          close(ready.fd)
          received[ready.fd] = nil
          continue
        }
        received[ready.fd]?.append(contentsOf: bytes[..<count])
        while let request = received[ready.fd]?.takeRequest() { answer(request, on: ready.fd) }
      }
    }
    for connection in received.keys { close(connection) }
  }

  private func answer(_ request: Request, on connection: Int32) {
    record.withLock { $0.append(request) }
    let reply = script(request)
    let text =
      "HTTP/1.1 \(reply.status) Answer\r\ncontent-type: application/json\r\n"
      + reply.headers.map { "\($0.name): \($0.value)\r\n" }.joined()
      + "content-length: \(reply.body.utf8.count)\r\n\r\n" + reply.body
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let rest = Array(bytes[sent...])
      let count = unsafe send(connection, rest, rest.count, Int32(MSG_NOSIGNAL))
      guard count > 0 else { return }
      sent += count
    }
  }
}

extension [UInt8] {
  /// Removes and returns the first complete request, or returns `nil` if there is none yet.
  fileprivate mutating func takeRequest() -> RecordingServer.Request? {
    guard let end = firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    var request = RecordingServer.Request(
      head: String(decoding: self[..<end.lowerBound], as: UTF8.self), body: [])
    let length = request.header("content-length").flatMap { Int($0) } ?? 0
    guard count - end.upperBound >= length else { return nil }
    request.body = Array(self[end.upperBound..<end.upperBound + length])
    removeFirst(end.upperBound + length)
    return request
  }
}
