import FacetConfiguration
import FacetJSON
import TestSupport
import Testing

@testable import Facet

@Suite("The selection of samples")
struct SampleSelectionTests {
  private func samples(
    _ texts: [String], _ selection: SampleSelection = SampleSelection()
  ) throws -> [Sample] {
    let folder = try ScratchFolder()
    let rows = texts.map { JSONValue.object(["input": .string($0)]).text }
    let path = try folder.write(rows.joined(separator: "\n"), to: "d.jsonl")
    let configuration = try TaskFixture.configuration()
    var reader = try SampleReader(path: path, data: configuration.data, selection: selection)
    var samples: [Sample] = []
    while let sample = try reader.next() { samples.append(sample) }
    return samples
  }

  @Test("Skips samples in which every field that prompts name is blank, and keeps their places")
  func blank() throws {
    let texts = ["a", "", " \n", "b"]
    let needed = SampleSelection(limit: 2, neededFields: ["input"])
    #expect(try samples(texts, needed).map(\.index) == [0, 3])
    #expect(try samples(texts, SampleSelection(neededFields: ["input", "title"])).count == 4)
    #expect(try samples(texts).count == 4)
  }

  private let hundred = (0..<100).map { "text \($0)" }

  @Test("Takes all samples by default, and ends at the limit")
  func limit() throws {
    #expect(try samples(hundred).map(\.index) == Array(0..<100))
    #expect(try samples(hundred, SampleSelection(limit: 7)).map(\.index) == Array(0..<7))
    #expect(try samples(hundred, SampleSelection(limit: 0)).isEmpty)
  }

  @Test("Cuts to the range before the limit")
  func range() throws {
    #expect(
      try samples(hundred, SampleSelection(range: 10..<20)).map(\.index) == Array(10..<20))
    #expect(
      try samples(hundred, SampleSelection(range: 10..<20, limit: 3)).map(\.index) == [10, 11, 12])
    #expect(try samples(hundred, SampleSelection(range: 98..<120)).map(\.index) == [98, 99])
    #expect(try samples(hundred, SampleSelection(range: 100..<120)).isEmpty)
  }

  @Test("Chooses the given number at random, in the order of the file, the same for one seed")
  func shuffle() throws {
    func chosen(_ seed: Int) throws -> [Int] {
      try samples(
        hundred,
        SampleSelection(shuffle: SampleSelection.Shuffle(seed: seed, count: 20, total: 100))
      ).map(\.index)
    }
    let first = try chosen(1)
    #expect(first.count == 20)
    #expect(first == first.sorted())
    #expect(try chosen(1) == first)
    #expect(try chosen(2) != first)
    #expect(first != Array(0..<20))
  }

  @Test("Chooses every sample about as often as any other")
  func fairness() throws {
    var counts = Array(repeating: 0, count: 20)
    let texts = Array(hundred.prefix(20))
    for seed in 0..<300 {
      let shuffle = SampleSelection.Shuffle(seed: seed, count: 5, total: 20)
      for sample in try samples(texts, SampleSelection(shuffle: shuffle)) {
        counts[sample.index] += 1
      }
    }
    // 75 expected each, with a standard deviation of 7.5.
    #expect(counts.allSatisfy { (45...105).contains($0) }, "\(counts)")
  }

  @Test("Cuts to the range among those that chance has chosen")
  func rangeOfShuffled() throws {
    let shuffle = SampleSelection.Shuffle(seed: 3, count: 20, total: 100)
    let all = try samples(hundred, SampleSelection(shuffle: shuffle)).map(\.index)
    let cut = try samples(hundred, SampleSelection(shuffle: shuffle, range: 5..<15, limit: 4))
    #expect(cut.map(\.index) == Array(all[5..<9]))
  }

  @Test("Numbers the repetitions of a sample, including those not taken")
  func draws() throws {
    let texts = ["a", "b", "a", "a", "b"]
    #expect(try samples(texts).map(\.draw) == [0, 0, 1, 2, 1])
    #expect(try samples(texts, SampleSelection(range: 2..<5)).map(\.draw) == [1, 2, 1])
  }

  @Test("Reads the renamed columns, and falls back to the index for the id")
  func renamed() throws {
    let folder = try ScratchFolder()
    let path = try folder.write(
      #"[{"de": "Hallo", "en": "Hello", "key": 17, "input": "other"}, {"de": "Welt", "en": null}]"#,
      to: "d.json")
    let configuration = try TaskFixture.configuration(
      data: #""input_field": "de", "reference_field": "en", "id_field": "key""#)
    var reader = try SampleReader(
      path: path, data: configuration.data, selection: SampleSelection())
    let first = try #require(try reader.next())
    #expect(first.context == "Hallo")
    #expect(first.reference == "Hello")
    #expect(first.id == "17")
    #expect(first.text(of: "input", data: configuration.data) == "Hallo")
    #expect(first.text(of: "de", data: configuration.data) == "Hallo")
    #expect(first.otherFields(data: configuration.data) == ["input": "other"])
    let second = try #require(try reader.next())
    #expect(second.reference == nil)
    #expect(second.id == "1")
  }
}
