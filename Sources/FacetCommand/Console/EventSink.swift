internal import Facet
internal import FacetJSON
internal import FacetPlatform

/// The destination of events as JSON lines, or none if they were not requested.
///
/// An events file keeps its content: a resumed run appends its events.
final class EventSink: Sendable {
  private enum Target: Sendable {
    case nowhere
    case standardOutput
    case file(AppendingFile)
  }

  private let target: Target
  private let lastProgress = Lock<ContinuousClock.Instant?>(nil)

  /// The interval between progress events.
  private static let interval = Duration.seconds(1)

  /// The start of an events file, to recognise one.
  static let content = OutputGuard.Content(
    "a file of events",
    beginnings: ["waiting", "planned", "progress", "ended", "failed"].map {
      #"{"event":"\#($0)","value":"#
    },
    mayBeDevice: true)

  /// The path that means standard output.
  static let standardOutput = "-"

  /// - Parameters:
  ///   - path: A file, ``standardOutput``, or `nil` for nowhere.
  ///   - guarding: Files that must not be overwritten.
  /// - Throws: ``ExitStatus`` for a path that must not or cannot be written.
  init(path: String?, guarding: OutputGuard, console: Console) throws {
    guard let path else {
      target = .nowhere
      return
    }
    guard path != Self.standardOutput else {
      target = .standardOutput
      return
    }
    do {
      try guarding.check(path, for: Self.content)
      target = .file(try AppendingFile(path: path))
    } catch let error {
      console.print("error: --events: \(error)")
      throw ExitStatus(code: ExitStatus.usage)
    }
  }

  func write(_ event: RunEvent) {
    switch event {
    case .waiting(let holders): write("waiting", OutcomeJSON.value(of: holders))
    case .planned(let summary): write("planned", OutcomeJSON.value(of: summary))
    case .progress(let progress): write("progress", .object(OutcomeJSON.value(of: progress)))
    case .ended(let outcome): write("ended", .object(OutcomeJSON.value(of: outcome)))
    }
  }

  /// Writes the event of a run that failed.
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
    case .standardOutput: Terminal.write(line, as: .json, to: .standardOutput)
    case .file(let file):
      do throws(SystemError) {
        try file.append(Array(line.utf8))
      } catch {
        Terminal.write("warning: \(error)\n", to: .standardError)
      }
    }
  }
}
