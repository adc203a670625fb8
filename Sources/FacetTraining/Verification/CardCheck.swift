internal import FacetJSON
internal import FacetPlatform

/// What an export's card tells loaders against the export's files.
enum CardCheck {
  /// A sentence for a card that leads loaders to other files, or to none; `nil` for a right one.
  ///
  /// What a person adds to the card makes no difference.
  static func fault(in folder: String, manifest: JSONValue, metadata: JSONValue) -> String? {
    guard let bytes = try? FileSystem.contents(of: folder + "/README.md") else { return nil }
    let expected = DatasetCard.loaderLines(of: configurations(manifest, metadata))
    let found = DatasetCard.loaderLines(in: String(decoding: bytes, as: UTF8.self))
      .filter { !$0.isEmpty }
    guard found != expected else { return nil }
    let place = zip(expected, found).prefix { $0 == $1 }.count
    func shown(_ lines: [String]) -> String {
      place < lines.count
        ? "'\(lines[place].drop(while: \.isWhitespace))'" : "nothing more"
    }
    return "'README.md' does not tell loaders what the export holds: it has \(shown(found)), not "
      + shown(expected)
  }

  /// The configurations that the manifest and the metadata describe.
  private static func configurations(
    _ manifest: JSONValue, _ metadata: JSONValue
  ) -> [DatasetCard.Configuration] {
    let files = manifest["files"]?.array ?? []
    let names = (metadata["splits"]?["shares"]?.object?.members ?? []).map(\.key)
    return (metadata["schema"]?.object?.members ?? []).map { kind in
      var splits: [(name: String, path: String, rows: Int, bytes: Int)] = []
      for name in names {
        let paths = ["jsonl", "parquet"].map { "\(kind.key)/\(name).\($0)" }
        guard let file = files.first(where: { paths.contains($0["path"]?.string ?? "") }) else {
          continue
        }
        splits.append(
          (
            name, file["path"]?.string ?? "", file["rows"]?.int ?? 0, file["bytes"]?.int ?? 0
          ))
      }
      let columns = (kind.value.object?.members ?? []).enumerated().compactMap { number, column in
        column.value.string.flatMap(ColumnSchema.ColumnType.init(rawValue:)).map {
          RowOutput.Column(name: column.key, type: $0, number: number)
        }
      }
      return DatasetCard.Configuration(name: kind.key, splits: splits, columns: columns)
    }
  }
}
