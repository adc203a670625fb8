import FacetConfiguration
import FacetJSON
import FacetModels
import FacetPlatform
import FoundationEssentials
import TestSupport
import Testing

@testable import Facet

/// How far estimates are from exact counts: of configurations in a folder of the reader's own, which
/// `FACET_EXACT_TOTALS` names, with `configs`, `data` and `token-totals.json`.
@Suite(
  "Estimates of published configurations",
  .enabled(if: PublishedTotals.folder != nil, "FACET_EXACT_TOTALS names no folder"))
struct PublishedTotalsTests {
  @Test(
    "They are within their bounds, in total and sample by sample",
    arguments: PublishedTotals.configurations, ["gpt-4o", "gpt-4"])
  func errors(name: String, model: String) throws {
    let totals = try PublishedTotals(name, model: model)
    let ratio = { (samples: [Int]) in
      Double(samples.reduce(0) { $0 + totals.exact[$1] })
        / Double(samples.reduce(0) { $0 + totals.estimated[$1] })
    }
    let all = Array(totals.exact.indices)
    let uncalibrated = 1 / ratio(all) - 1
    #expect(abs(uncalibrated) < 0.15)

    let measured = StratifiedChoice(of: all.count, atMost: 20).positions
    let calibration = ratio(measured)
    let calibrated = calibration / ratio(all) - 1
    #expect(abs(calibrated) < 0.03)

    let errors = all.map { sample in
      abs(Double(totals.estimated[sample]) * calibration / Double(totals.exact[sample]) - 1)
    }.sorted()
    let p95 = errors[(errors.count * 95 + 99) / 100 - 1]
    #expect(p95 < 0.15)
    func percent(_ value: Double) -> String { "\((value * 10_000).rounded() / 100) %" }
    print(
      "\(name), \(model): total \(percent(uncalibrated)), calibrated \(percent(calibrated)), "
        + "samples p50 \(percent(errors[errors.count / 2])), p95 \(percent(p95)), "
        + "largest \(percent(errors[errors.count - 1]))")
  }
}

extension PublishedTotalsTests {
  @Test(
    "The interval from a probe covers the rest in 95 % of cases",
    arguments: PublishedTotals.configurations, ["gpt-4o", "gpt-4"])
  func coverage(name: String, model: String) throws {
    let totals = try PublishedTotals(name, model: model)
    let count = totals.exact.count
    var covered = 0
    let draws = 1000
    for seed in 0..<draws {
      let probed = Set(StratifiedChoice(of: count, atMost: 6, seed: UInt64(seed)).positions)
      var spread = SampleSpread()
      for sample in probed {
        spread.add(
          estimated: Double(totals.estimated[sample]), reported: Double(totals.exact[sample]),
          completion: 1)
      }
      let known = probed.reduce(into: (0, 0)) {
        $0 = ($0.0 + totals.exact[$1], $0.1 + totals.estimated[$1])
      }
      let rest = (0..<count).filter { !probed.contains($0) }
      let expected =
        Double(rest.reduce(0) { $0 + totals.estimated[$1] }) * Double(known.0) / Double(known.1)
      let truth = Double(rest.reduce(0) { $0 + totals.exact[$1] })
      let error = try #require(spread.promptError(of: .rest, among: count))
      if abs(expected - truth) <= expected * max(0.005, error) { covered += 1 }
    }
    print("\(name), \(model): \(covered) of \(draws) probes of 6 cover the rest")
    #expect(covered >= draws * 9 / 10)
  }
}

/// The estimated and the exact tokens of each sample's first requests.
struct PublishedTotals {
  static let folder = ProcessInfo.processInfo.environment["FACET_EXACT_TOTALS"]
  static let configurations = ["translation", "summarization", "peer_review"]

  var estimated: [Int] = []
  var exact: [Int]

  init(_ name: String, model: String) throws {
    let folder = try #require(Self.folder)
    let file = try FileSystem.contents(of: folder + "/token-totals.json")
    let vocabulary = TokenEstimator.Vocabulary(model: model)
    let entry = try #require(try ResponseJSON.value(of: file)["configs"]?[name])
    let content = try #require(
      entry["\(vocabulary.rawValue)_base"]?["content_tokens_by_sample"]?.array)
    var configuration = try TaskConfiguration(
      contentsOf: "\(folder)/configs/\(name).json",
      overrides: [
        ConfigurationOverride(
          path: "model_config.model_name", value: .string(model), source: "--model"),
        ConfigurationOverride(path: "api_provider", value: "openai", source: "--provider"),
        ConfigurationOverride(path: "data_config.sample_size", value: .null, source: "-n"),
      ])
    configuration.promptLayout = .sandwich
    let input = try #require(entry["data"]?.string)
    configuration.data.inputPath = "\(folder)/data/\(input)"
    var options = RunOptions(environment: [:])
    options.rehearsal = RehearsalTarget(baseURLs: [:], identity: "none")
    let plan = try Planner(configuration: configuration, options: options).plan()
    let steps = plan.perspectives.compactMap(\.steps.first)
    // 3 tokens for the message and 3 for the answer's beginning.
    exact = content.compactMap(\.int).map { $0 + 6 * steps.count }
    var reader = try SampleReader(
      path: plan.input.path, data: configuration.data, selection: plan.input.selection)
    while let sample = try reader.next() {
      estimated.append(
        steps.reduce(0) {
          $0 + $1.promptSize.tokens(for: sample, data: configuration.data)
        })
    }
    try #require(estimated.count == exact.count && !exact.isEmpty)
  }
}
