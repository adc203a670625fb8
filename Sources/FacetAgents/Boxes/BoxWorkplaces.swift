package import FacetBox
package import FacetConfiguration
package import FacetTasks

/// Gives each trial a layer of its own over its task's image.
package struct BoxWorkplaces: Workplaces {
  private let builder: ImageBuilder
  private let slots: BoxSlots

  /// - Parameter width: The most boxes that run at the same time.
  package init(builder: ImageBuilder, width: Int) {
    self.builder = builder
    slots = BoxSlots(count: width)
  }

  package func withWorkplace<Value: Sendable>(
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
    let trial = TaskTrial(task: task, image: image, store: builder.store)
    let layer = try BoxLayer(in: builder.store)
    defer { layer.remove() }
    try layer.addShared("agent", files: [:])
    return await body(BoxWorkplace(trial: trial, layer: layer, rules: rules, slots: slots))
  }
}
