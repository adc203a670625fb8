package import FacetBox
package import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
package import FacetTasks

/// Gives each trial a layer of its own over its task's image.
package struct BoxWorkplaces: Workplaces {
  private let builder: ImageBuilder
  private let slots: BoxSlots
  private let trials: BoxSlots

  /// - Parameters:
  ///   - width: The most boxes that run at the same time.
  ///   - trials: The most trials at the same time; the first to ask go first, so that they end
  ///     before others begin.
  package init(builder: ImageBuilder, width: Int, trials: Int = 64) {
    self.builder = builder
    slots = BoxSlots(count: width)
    self.trials = BoxSlots(count: trials)
  }

  package func withWorkplace<Value: Sendable>(
    for task: TaskDirectory, rules: AgentRules,
    _ body: @Sendable (any Workplace) async -> Value
  ) async throws(BoxError) -> Value {
    try await trials.withSlot { () async -> Result<Value, BoxError> in
      do throws(BoxError) {
        return .success(try await withBox(for: task, rules: rules, body))
      } catch {
        return .failure(error)
      }
    }.get()
  }

  private func withBox<Value: Sendable>(
    for task: TaskDirectory, rules: AgentRules,
    _ body: @Sendable (any Workplace) async -> Value
  ) async throws(BoxError) -> Value {
    let image = try await slots.withSlot { () async -> Result<BoxImage, BoxError> in
      do throws(BoxError) {
        return .success(try await builder.image(of: task))
      } catch {
        return .failure(error)
      }
    }.get()
    var trial = TaskTrial(task: task, image: image, store: builder.store)
    trial.allowsNetwork = builder.hasNetwork
    trial.guardsSystem = Self.guardsSystem(of: task)
    let layer = try BoxLayer(in: builder.store)
    defer { layer.remove() }
    try layer.addShared("agent", files: [:])
    let box = BoxWorkplace(trial: trial, layer: layer, rules: rules, slots: slots)
    guard rules.kind == .terminal else { return await body(box) }
    var run = trial.agentRun(["/bin/sh", "-c", TerminalWorkplace.shell], in: layer)
    run.hasTerminal = true
    let terminal = try await BoxTerminal(for: run, in: layer.folder)
    let value = await body(TerminalWorkplace(terminal: terminal, box: box, disk: run.limits.disk))
    await terminal.end()
    return value
  }

  /// Whether the tests use the image's own programs: unless the task's certificate says that its
  /// solution passes only with programs that it installs.
  private static func guardsSystem(of task: TaskDirectory) -> Bool {
    let bytes = FileTree.contents(of: "verification.json", below: task.path, most: 1 << 20)
    return bytes.flatMap { try? ResponseJSON.value(of: $0) }?["guarded"]?.bool ?? true
  }
}
