internal import FacetConfiguration

/// The chosen samples of a run, in the order of the file.
struct ChosenSamples {
  private var reader: SampleReader
  private var chosen: ArraySlice<Int>
  private var position = 0

  init(_ choice: StratifiedChoice, of plan: RunPlan) throws {
    reader = try plan.input.reader(plan.configuration.data)
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
