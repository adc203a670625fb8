import Glibc

/// One connection of a ``ScriptedServer``; its thread alone touches it.
final class ServedConnection {
  var steps: [ScriptedServer.Step] = []
  private(set) var isClosed = false
  /// When a pause is over, in milliseconds.
  private(set) var due: Int?

  private let descriptor: Int32
  private let number: Int
  private var received: [UInt8] = []
  private var requestCount = 0
  private var hasEnded = false

  init(descriptor: Int32, number: Int) {
    self.descriptor = descriptor
    self.number = number
    var one: Int32 = 1
    unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
  }

  func wantedEvents(at now: Int) -> Int16 {
    var events = hasEnded ? 0 : Int16(POLLIN)
    if !steps.isEmpty && (due ?? 0) <= now { events |= Int16(POLLOUT) }
    return events
  }

  /// Returns the requests that are whole with what has arrived now.
  func read() -> [ScriptedServer.Request] {
    var buffer = [UInt8](repeating: 0, count: 16384)
    while !isClosed {
      let count = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        received += buffer[..<count]
        if count < buffer.count { break }
      } else {
        if count == 0 || errno != EAGAIN {
          hasEnded = true
          // The client has gone; what is left to say would reach nobody.
          end()
        }
        break
      }
    }
    var requests: [ScriptedServer.Request] = []
    while let request = nextRequest() { requests.append(request) }
    return requests
  }

  /// Takes the steps that can be taken now.
  func advance(at now: Int) {
    if let due {
      if now < due { return }
      self.due = nil
    }
    while !isClosed, let step = steps.first {
      switch step {
      case .send(let bytes):
        let count = unsafe bytes.withUnsafeBytes { bytes in
          unsafe send(
            descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        if count < 0 {
          if errno != EAGAIN { end() }
          return
        }
        if count < bytes.count {
          steps[0] = .send(Array(bytes[count...]))
          return
        }
      case .pause(let milliseconds):
        due = now + milliseconds
        steps.removeFirst()
        return
      case .close:
        end()
      case .reset:
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
          descriptor, SOL_SOCKET, SO_LINGER, &linger,
          socklen_t(MemoryLayout<Glibc.linger>.size))
        end()
      }
      if !steps.isEmpty { steps.removeFirst() }
    }
  }

  func end() {
    if !isClosed { close(descriptor) }
    isClosed = true
  }

  private func nextRequest() -> ScriptedServer.Request? {
    let separator = Array("\r\n\r\n".utf8)
    guard received.count >= separator.count else { return nil }
    guard
      let headEnd = (0...received.count - separator.count).first(where: { start in
        received[start] == separator[0]
          && received[start..<start + separator.count].elementsEqual(separator)
      })
    else { return nil }
    let head = String(decoding: received[..<headEnd], as: UTF8.self)
    let lengthLine = head.split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-length:")
    }
    let length = lengthLine.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
    let end = headEnd + separator.count + length
    guard received.count >= end else { return nil }
    let body = Array(received[(headEnd + separator.count)..<end])
    received.removeFirst(end)
    defer { requestCount += 1 }
    return ScriptedServer.Request(
      connection: number, index: requestCount, head: head, body: body)
  }
}
