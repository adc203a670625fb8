import FacetPlatform
import Logging

/// Keeps what is logged.
struct CollectingLogHandler: LogHandler {
  final class Lines: Sendable {
    private let lines = Lock<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func append(_ line: String) { lines.withLock { $0.append(line) } }
  }

  let lines: Lines
  var metadata = Logger.Metadata()
  var logLevel = Logger.Level.info

  init(lines: Lines) { self.lines = lines }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    lines.append("\(event.level): \(event.message)")
  }
}
