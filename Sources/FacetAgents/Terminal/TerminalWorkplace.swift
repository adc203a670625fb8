internal import FacetBox
internal import FacetConfiguration
internal import FacetPlatform
internal import FacetTasks

/// A box with one terminal, which lasts until the work is graded.
struct TerminalWorkplace: Workplace {
  let terminal: BoxTerminal
  let box: BoxWorkplace
  /// The most bytes of all files that it may write.
  let disk: Int
  private let text: Lock<ScreenText>

  init(terminal: BoxTerminal, box: BoxWorkplace, disk: Int) {
    self.terminal = terminal
    self.box = box
    self.disk = disk
    text = Lock(ScreenText(trimsBlankRows: box.rules.trimsBlankRows))
  }

  /// A shell for a person at a terminal.
  static let shell = """
    if command -v bash >/dev/null; then exec bash --login; fi
    exec sh -l
    """

  func observation(
    of action: AgentAction, within time: Duration
  ) async throws(BoxError) -> Observation {
    guard case .keystrokes(let all) = action else {
      preconditionFailure("a terminal takes keystrokes")
    }
    let start = ContinuousClock.now
    var notes: [String] = []
    for (index, keystrokes) in all.enumerated() where !Task.isCancelled {
      if try await terminal.type(keystrokes.keys) {
        notes.append("(The shell had ended; this is a new one.)")
      }
      let left = time - (ContinuousClock.now - start)
      guard left > .zero else {
        if index + 1 < all.count {
          notes.append("(The time was up: nothing was typed from command \(index + 2) on.)")
        }
        break
      }
      // A program that an agent starts has no other way to say that it is ready.
      try? await Task.sleep(for: min(left, .seconds(keystrokes.wait)))
    }
    if await Self.exceeds(disk, box.layer.upper) {
      // The next keys get a new shell, in which files can be removed.
      await terminal.endShell()
      notes.append("(ended: it exceeded the limit of disk)")
      return Observation(
        notes.joined(separator: "\n"), seconds: (ContinuousClock.now - start) / .seconds(1),
        isError: true)
    }
    let (buffer, screen) = (try await terminal.buffer(), try await terminal.screen())
    let shown = text.withLock { $0.look(buffer: buffer, screen: screen) }
    let cut = OutputCut.text(
      head: Array(shown.utf8), tail: [], total: shown.utf8.count, limit: box.rules.outputLimit)
    return Observation(
      (notes + [cut]).joined(separator: "\n"),
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// Whether the files in a folder take more than some bytes: not looked through on the thread that
  /// serves requests.
  @concurrent
  private static func exceeds(_ limit: Int, _ folder: String) async -> Bool {
    let size = FileTree.size(of: folder, most: limit)
    return size.bytes > limit || size.isPartial
  }

  func grade() async throws(BoxError) -> TaskGrade {
    await terminal.end()
    return try await box.grade()
  }
}
