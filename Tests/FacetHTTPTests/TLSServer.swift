import Glibc

/// A TLS server that is a program of its own, with a certificate that only it vouches for.
struct TLSServer {
  enum Program: String, Sendable {
    /// Answers a GET of any path, in HTTP/1.0.
    case openssl = "/usr/bin/openssl"
    /// Speaks HTTP/2 and nothing else; sends a POST's body back.
    case nghttpd = "/usr/sbin/nghttpd"

    var isInstalled: Bool { unsafe access(rawValue, X_OK) == 0 }

    fileprivate func arguments(port: Int, directory: String) -> [String] {
      let key = "\(directory)/key.pem"
      let certificate = "\(directory)/certificate.pem"
      return switch self {
      case .openssl:
        [
          "s_server", "-quiet", "-www", "-accept", "127.0.0.1:\(port)", "-key", key, "-cert",
          certificate,
        ]
      case .nghttpd:
        ["-a", "127.0.0.1", "--echo-upload", "\(port)", key, certificate]
      }
    }
  }

  let port: Int
  /// The file to trust in order to trust the server.
  let certificatePath: String

  /// Runs `body` while the program serves; does nothing where openssl or the program is missing.
  static func with(
    _ program: Program, _ body: (TLSServer) async throws -> Void
  ) async throws {
    guard program.isInstalled, Program.openssl.isInstalled else { return }
    var template = Array("/tmp/facet-tls-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { return }
    let directory = String(
      decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer {
      for file in ["key.pem", "certificate.pem"] { unsafe unlink("\(directory)/\(file)") }
      unsafe rmdir(directory)
    }
    try wait(
      for: spawn(
        Program.openssl.rawValue,
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
          "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
          "-keyout", "\(directory)/key.pem", "-out", "\(directory)/certificate.pem",
        ]))
    let port = freePort()
    let child = try spawn(
      program.rawValue, program.arguments(port: port, directory: directory))
    defer {
      kill(child, SIGKILL)
      try? wait(for: child)
    }
    var triesLeft = 500
    while triesLeft > 0, !accepts(port) {
      triesLeft -= 1
      usleep(10_000)
    }
    try await body(
      TLSServer(port: port, certificatePath: "\(directory)/certificate.pem"))
  }

  /// How many connections to the server this process and its server have open now.
  var openConnections: Int {
    guard let file = unsafe fopen("/proc/self/net/tcp", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    // The kernel may name a connection twice while others come and go.
    var clients: Set<Substring> = []
    let hexadecimal = String(port, radix: 16, uppercase: true)
    let suffix = ":" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
    while unsafe fgets(&line, 512, file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      let fields = text.split(separator: " ")
      if fields.count > 3, fields[2].hasSuffix(suffix), fields[3] == "01" {
        clients.insert(fields[1])
      }
    }
    return clients.count
  }

  private static func spawn(_ path: String, _ arguments: [String]) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [Int32(0), 1, 2] {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var strings = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    defer { for index in 0...arguments.count { unsafe free(strings[index]) } }
    var child = pid_t()
    let status = unsafe posix_spawn(&child, path, &actions, nil, &strings, environ)
    guard status == 0 else { throw SpawnError(status: status) }
    return child
  }

  private struct SpawnError: Error {
    var status: Int32
  }

  private static func wait(for child: pid_t) throws {
    var status: Int32 = 0
    guard unsafe waitpid(child, &status, 0) == child, status == 0 else {
      throw SpawnError(status: status)
    }
  }

  private static func freePort() -> Int {
    let (descriptor, port) = unsafe withLoopback(port: 0) { descriptor, address, length in
      unsafe bind(descriptor, address, length)
    }
    close(descriptor.0)
    return port
  }

  private static func accepts(_ port: Int) -> Bool {
    let (result, _) = unsafe withLoopback(port: port) { descriptor, address, length in
      unsafe connect(descriptor, address, length)
    }
    close(result.0)
    return result.1 == 0
  }

  /// Runs `body` with a new socket and an address; returns the socket, the result and the port.
  private static func withLoopback(
    port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> ((Int32, Int32), Int) {
    let descriptor = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        let result = unsafe body(descriptor, pointer, length)
        unsafe getsockname(descriptor, pointer, &length)
        return result
      }
    }
    return ((descriptor, result), Int(UInt16(bigEndian: address.sin_port)))
  }
}
