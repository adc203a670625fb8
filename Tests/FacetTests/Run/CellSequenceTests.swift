import FacetConfiguration
import FacetModels
import Testing

@testable import Facet

@Suite struct CellSequenceTests {
  private static let three = ["A", "B", "C"].map {
    #"{"condition": "\#($0)", "strategy": "\#($0)?"}"#
  }.joined(separator: ",")

  /// The cells as `sample` and condition, in the order of admission.
  private func order(
    samples: [String], slots: Int, isLed: Bool = true, layout: PromptLayout = .contextFirst
  ) throws -> [String] {
    let fixture = try TaskFixture(samples: samples, perspectives: Self.three)
    fixture.configuration.promptLayout = layout
    fixture.options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "x")
    let plan = try DataGenerationPipeline(
      configuration: fixture.configuration, options: fixture.options
    ).plan
    var reader = try SampleReader(
      path: plan.input.path, data: plan.configuration.data, selection: plan.input.selection)
    var cells = CellSequence(columns: plan.columns, slots: slots, isLed: isLed)
    var order: [String] = []
    var ordinal = 0
    while let next = try cells.next(reading: {
      guard let sample = try reader.next() else { return nil as (Sample, Int)? }
      ordinal += 1
      return (sample, ordinal - 1)
    }) {
      order.append("\(next.ordinal)\(next.column.condition)")
    }
    return order
  }

  private let long = String(repeating: "a long text ", count: 600)

  @Test("The first perspective of a long sample goes ahead of the others of earlier ones")
  func leads() throws {
    let samples = (0..<5).map { "\($0) " + long }
    #expect(
      try order(samples: samples, slots: 2) == [
        "0A", "1A", "0B", "0C", "2A", "1B", "1C", "3A", "2B", "2C", "4A", "3B", "3C", "4B", "4C",
      ])
    let wide = try order(samples: samples, slots: 64)
    #expect(Array(wide.prefix(5)) == ["0A", "1A", "2A", "3A", "4A"])
    #expect(Set(wide).count == 15)
  }

  @Test("Nothing goes ahead that no cache would hold")
  func plain() throws {
    let plain = ["0A", "0B", "0C", "1A", "1B", "1C"]
    #expect(try order(samples: ["short", "texts"], slots: 64) == plain)
    #expect(try order(samples: [long, long + "!"], slots: 64, isLed: false) == plain)
    #expect(try order(samples: [long, long + "!"], slots: 64, layout: .sandwich) == plain)
  }
}
