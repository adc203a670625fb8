import FacetPlatform
import Glibc

/// A server on loopback that answers each request with the steps a test gives it.
///
/// One thread serves every connection, so that thousands may be open.
final class ScriptedServer: Sendable {
  /// What the server does next on a connection.
  enum Step: Sendable {
    case send([UInt8])
    case pause(milliseconds: Int)
    /// Ends the connection with FIN.
    case close
    /// Ends the connection with RST.
    case reset
  }

  /// A request that has arrived whole.
  struct Request: Sendable {
    /// Which connection, counted from 0.
    var connection: Int
    /// Which request on that connection, counted from 0.
    var index: Int
    /// The request line and the headers.
    var head: String
    var body: [UInt8]

    var path: String { String(head.split(separator: " ").dropFirst().first ?? "") }
  }

  /// What the server has seen so far.
  struct Record: Sendable {
    var requests: [Request] = []
    var connections = 0
    var open = 0
    var mostOpen = 0
  }

  typealias Script = @Sendable (Request) -> [Step]

  let port: Int
  private let record = Lock(Record())
  fileprivate let script: Script
  fileprivate let atAccept: [Step]
  private let listener: Int32
  private let stopPipe: (read: Int32, write: Int32)

  var seen: Record { record.withLock { $0 } }

  func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// Runs `body` while a server answers with `script`.
  static func with<Output>(
    atAccept: [Step] = [], script: @escaping Script,
    _ body: (ScriptedServer) async throws -> Output
  ) async throws -> Output {
    let server = ScriptedServer(atAccept: atAccept, script: script)
    let thread = server.start()
    do {
      let output = try await body(server)
      server.stop(thread)
      return output
    } catch {
      server.stop(thread)
      throw error
    }
  }

  private init(atAccept: [Step], script: @escaping Script) {
    self.script = script
    self.atAccept = atAccept
    listener = socket(
      AF_INET,
      Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        precondition(unsafe bind(listener, pointer, length) == 0)
        precondition(listen(listener, 4096) == 0)
        precondition(unsafe getsockname(listener, pointer, &length) == 0)
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    var ends: [Int32] = [0, 0]
    precondition(unsafe pipe(&ends) == 0)
    stopPipe = (ends[0], ends[1])
  }

  private func start() -> pthread_t {
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<ScriptedServer>.fromOpaque(argument).takeRetainedValue().serve()
        return nil
      }, unsafe Unmanaged.passRetained(self).toOpaque())
    precondition(status == 0)
    return thread
  }

  private func stop(_ thread: pthread_t) {
    // A byte rather than a close: a process that another test starts may hold a copy of the end.
    _ = unsafe write(stopPipe.write, [1], 1)
    _ = pthread_join(thread, nil)
    close(stopPipe.write)
    close(stopPipe.read)
    close(listener)
  }

  private func serve() {
    var connections: [Int32: ServedConnection] = [:]
    while true {
      let now = Self.milliseconds()
      var timeout = -1
      var polled = [
        pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stopPipe.read, events: Int16(POLLIN), revents: 0),
      ]
      for (descriptor, connection) in connections {
        polled.append(
          pollfd(fd: descriptor, events: connection.wantedEvents(at: now), revents: 0))
        if let due = connection.due {
          let wait = max(0, due - now)
          timeout = timeout < 0 ? wait : min(timeout, wait)
        }
      }
      _ = unsafe poll(&polled, nfds_t(polled.count), Int32(timeout))
      if polled[1].revents != 0 { break }
      if polled[0].revents != 0 { acceptAll(into: &connections) }
      for entry in polled.dropFirst(2) {
        guard let connection = connections[entry.fd] else { continue }
        let requests = entry.revents == 0 ? [] : connection.read()
        for request in requests {
          record.withLock { $0.requests.append(request) }
          connection.steps += script(request)
        }
        connection.advance(at: Self.milliseconds())
        if connection.isClosed {
          connections[entry.fd] = nil
          record.withLock { $0.open -= 1 }
        }
      }
    }
    for connection in connections.values { connection.end() }
  }

  private func acceptAll(into connections: inout [Int32: ServedConnection]) {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { return }
      // A program that another test starts would otherwise keep the connection open.
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      let number = record.withLock { record in
        record.connections += 1
        record.open += 1
        record.mostOpen = max(record.mostOpen, record.open)
        return record.connections - 1
      }
      let connection = ServedConnection(descriptor: descriptor, number: number)
      connection.steps = atAccept
      connections[descriptor] = connection
    }
  }

  static func milliseconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
  }
}
