internal import FacetConfiguration

/// The chosen samples of a run, in the order of the file.
struct ChosenSamples {
  private var reader: SampleReader
  private var chosen: ArraySlice<Int>
  private var position = 0

  init(_ choice: StratifiedChoice, of plan: RunPlan) throws {
    reader = try SampleReader(
      path: plan.input.path, data: plan.configuration.data, selection: plan.input.selection)
    chosen = choice.positions[...]
  }

  mutating func next() throws -> Sample? {
    while let wanted = chosen.first, let sample = try reader.next() {
      defer { position += 1 }
      guard position == wanted else { continue }
      chosen.removeFirst()
      return sample
    }
    return nil
  }
}
