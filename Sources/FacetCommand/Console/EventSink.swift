internal import Facet
internal import FacetJSON
internal import FacetPlatform

/// Where events go as JSON lines; nowhere, where nobody asked for them.
///
/// A file of events keeps what it holds: a run that is resumed adds its events to those before.
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

  /// How a file of events begins.
  static let content = OutputGuard.Content(
    "a file of events",
    beginnings: ["planned", "progress", "ended", "failed"].map { #"{"event":"\#($0)","value":"# },
    mayBeDevice: true)

  /// The word that stands for standard output in place of a file.
  static let standardOutput = "-"

  /// - Parameters:
  ///   - path: A file, ``standardOutput``, or `nil` for nowhere.
  ///   - guarding: What must not be written over.
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
