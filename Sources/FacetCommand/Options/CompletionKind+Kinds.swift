internal import ArgumentParser
internal import FacetConfiguration
internal import FacetModels

/// The completions that a shell offers for an option or an argument.
extension CompletionKind {
  /// A configuration or another JSON file.
  static let jsonFile = CompletionKind.file(extensions: ["json"])
  /// A dataset, as one document or as rows.
  static let dataset = CompletionKind.file(extensions: ["json", "jsonl"])
  static let csvFile = CompletionKind.file(extensions: ["csv", "tsv", "txt"])
  static let provider = CompletionKind.list(ProviderTable.all.map(\.name))
  static let difficulty = CompletionKind.list(["EASY", "MEDIUM", "HARD", "VERY_HARD"])

  /// Models with a known price; any other name can be typed.
  static let model = CompletionKind.list(
    Set(
      PriceTable.bundled.providers.flatMap { PriceTable.bundled.models(of: $0).map(\.name) }
    ).sorted())

  /// The conditions of the configuration on the command line.
  static let perspective = CompletionKind.custom { words, _, _ in
    let paths = words.filter { $0.hasSuffix(".json") && !$0.hasPrefix("-") }
    return paths.compactMap { try? TaskConfiguration(contentsOf: $0) }
      .flatMap { $0.perspectives.map(\.condition) }
  }
}
