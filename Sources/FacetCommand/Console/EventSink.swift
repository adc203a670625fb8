internal import Facet
internal import FacetJSON
internal import FacetPlatform

/// Where events go as JSON lines; nowhere, where nobody asked for them.
final class EventSink: Sendable {
  private enum Target: Sendable {
    case nowhere
    case standardOutput
    case file(AppendingFile)
  }

  private let target: Target
  private let lastProgress = Lock<ContinuousClock.Instant?>(nil)

  /// Progress goes out once in this time.
  private static let interval = Duration.seconds(1)

  /// - Parameter path: A file, `-` for standard output, `nil` for nowhere.
  init(path: String?) throws {
    switch path {
    case nil: target = .nowhere
    case "-": target = .standardOutput
    case let path?:
      do throws(SystemError) {
        target = .file(try AppendingFile(path: path))
      } catch {
        Terminal.write("error: \(error)\n", to: .standardError)
        throw ExitStatus(code: ExitStatus.usage)
      }
    }
  }

  /// Whether standard output is a sequence of events and must hold nothing else.
  var ownsStandardOutput: Bool { if case .standardOutput = target { true } else { false } }

  func write(_ event: RunEvent) {
    switch event {
    case .planned(let summary): write("planned", OutcomeJSON.value(of: summary))
    case .progress(let progress): write("progress", .object(OutcomeJSON.value(of: progress)))
    case .ended(let outcome): write("ended", .object(OutcomeJSON.value(of: outcome)))
    }
  }

  /// Writes that the run ended in an error.
  func writeFailure(_ message: String) {
    write("failed", .string(message))
  }

  /// Writes progress, once a second.
  func writeSampled(_ progress: RunProgress) {
    if case .nowhere = target { return }
    let isDue = lastProgress.withLock { last in
      let now = ContinuousClock.now
      if let last, now - last < Self.interval { return false }
      last = now
      return true
    }
    if isDue { write(.progress(progress)) }
  }

  private func write(_ name: String, _ value: JSONValue) {
    let line = String(
      decoding: JSONValue.object(["event": .string(name), "value": value]).line, as: UTF8.self)
    switch target {
    case .nowhere: break
    case .standardOutput: Terminal.write(line, to: .standardOutput)
    case .file(let file):
      do throws(SystemError) {
        try file.append(Array(line.utf8))
      } catch {
        Terminal.write("warning: \(error)\n", to: .standardError)
      }
    }
  }
}
