internal import ArgumentParser
internal import FacetConfiguration
internal import FacetModels

/// What a shell offers after an option or in an argument's place.
extension CompletionKind {
  /// A configuration, or another file of JSON.
  static let jsonFile = CompletionKind.file(extensions: ["json"])
  /// A dataset or its rows.
  static let dataset = CompletionKind.file(extensions: ["json", "jsonl"])
  static let csvFile = CompletionKind.file(extensions: ["csv", "tsv", "txt", "gz"])
  static let provider = CompletionKind.list(ProviderTable.all.map(\.name))
  static let difficulty = CompletionKind.list(["EASY", "MEDIUM", "HARD", "VERY_HARD"])

  /// Models whose price is known; any other name may be typed.
  static let model = CompletionKind.list(
    Set(
      PriceTable.bundled.providers.flatMap { PriceTable.bundled.models(of: $0).map(\.name) }
    ).sorted())

  /// The conditions of the configuration that the command line names.
  static let perspective = CompletionKind.custom { words, _, _ in
    let paths = words.filter { $0.hasSuffix(".json") && !$0.hasPrefix("-") }
    return paths.compactMap { try? TaskConfiguration(contentsOf: $0) }
      .flatMap { $0.perspectives.map(\.condition) }
  }
}
