import Testing

@testable import FacetHTTP

@Suite("Deadlines by phase")
struct TransferProgressTests {
  private static let second: Int64 = 1_000_000_000
  private let deadlines = HTTPDeadlines(
    connect: .seconds(10), firstByte: .seconds(20), stall: .seconds(30), total: .seconds(600))

  private func expect(
    _ progress: TransferProgress, seconds: Int64, _ reason: HTTPError.Reason,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let deadline = progress.deadline(deadlines)
    #expect(deadline?.at == seconds * Self.second, sourceLocation: sourceLocation)
    #expect(deadline?.reason == reason, sourceLocation: sourceLocation)
  }

  @Test("No deadline runs while a transfer is queued")
  func queued() {
    #expect(TransferProgress().deadline(deadlines) == nil)
  }

  @Test("Each phase has its own deadline, from its own start")
  func phases() {
    var progress = TransferProgress()
    progress.connect(at: 5 * Self.second)
    progress.socketMade(at: 6 * Self.second)
    expect(progress, seconds: 15, .connectTimeout)
    progress.connected(at: 7 * Self.second)
    expect(progress, seconds: 27, .firstByteTimeout)
    progress.received(at: 8 * Self.second)
    progress.received(at: 50 * Self.second)
    expect(progress, seconds: 80, .stallTimeout)
    progress.received(at: 590 * Self.second)
    expect(progress, seconds: 605, .totalTimeout)
  }

  @Test("The first-byte deadline starts when the last of a large body was sent")
  func largeBody() {
    var progress = TransferProgress()
    progress.connected(at: 0)
    let isLeaving = progress.sent(400, of: 1000, at: 20 * Self.second)
    #expect(isLeaving)
    expect(progress, seconds: 40, .firstByteTimeout)
    let hasJustLeft = progress.sent(1000, of: 1000, at: 40 * Self.second)
    #expect(hasJustLeft)
    expect(progress, seconds: 60, .firstByteTimeout)
    let isLeavingStill = progress.sent(1000, of: 1000, at: 60 * Self.second)
    #expect(!isLeavingStill)
  }

  @Test(
    "A body sent with the headers, or stuck, does not extend the deadline",
    arguments: [(10, 10), (0, 1000)])
  func atOnceOrNever(sent: Int, count: Int) {
    var progress = TransferProgress()
    progress.connected(at: 0)
    let isLeaving = progress.sent(sent, of: count, at: 20 * Self.second)
    #expect(!isLeaving)
    expect(progress, seconds: 20, .firstByteTimeout)
  }
}

@Suite("The server in a URL")
struct URLLocationTests {
  @Test(
    "URLs of one server have one key",
    arguments: [
      ("http://a.example/x?y", "http://a.example:80", true),
      ("HTTP://A.example:80", "http://a.example:80", true),
      ("https://a.example/x@y:9", "https://a.example:443", true),
      ("https://a.example:8443?x", "https://a.example:8443", true),
      ("http://localhost:1/", "http://localhost:1", false),
      ("http://127.0.0.1:1/", "http://127.0.0.1:1", false),
      ("http://[::1]:8080/v1", "http://[::1]:8080", false),
      ("http://[::1]/", "http://[::1]:80", false),
    ])
  func key(url: String, key: String, needsLookup: Bool) throws {
    let location = try URLLocation(of: url)
    #expect(location.key == key)
    #expect(location.needsLookup == needsLookup)
    #expect(location.isTLS == key.hasPrefix("https"))
  }
}
