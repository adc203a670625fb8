internal import FacetJSON
internal import FacetPlatform
internal import FoundationEssentials

/// Downloads Kaggle data sets that have a single CSV file, with Kaggle's metadata.
///
/// Each gets its own folder with `data.csv` and `meta.json`; `manifest.json` lists all of them.
/// Existing data sets are not downloaded again.
package struct KaggleDownload: Sendable {
  private let client: KaggleClient
  /// The parent folder of the data sets' folders.
  package var folder = "data/kaggle"
  /// The largest total size of a data set's files, in bytes; larger data sets are skipped.
  package var maximumSize = 5_000_000

  /// - Throws: ``KaggleError`` that says how to install the client, if it is missing.
  package init(environment: [String: String]) throws(KaggleError) {
    client = try KaggleClient(environment: environment)
  }

  /// The result for a name.
  package struct Outcome: Sendable {
    package var name: KaggleName
    /// The path of the CSV file; nil if the download failed.
    package var path: String?
    package var failure: KaggleError?
  }

  /// Downloads data sets one after another, until `limit` downloads have succeeded.
  ///
  /// - Parameters:
  ///   - limit: The most data sets to download; nil for all.
  ///   - progress: Called with each outcome.
  /// - Throws: `SystemError` when the manifest cannot be written; `CancellationError`.
  package func fetch(
    _ names: [KaggleName], limit: Int? = nil,
    progress: @Sendable (Outcome) -> Void = { _ in }
  ) async throws -> [Outcome] {
    var outcomes: [Outcome] = []
    for name in names {
      if let limit, outcomes.count(where: { $0.path != nil }) >= limit { break }
      try Task.checkCancellation()
      var outcome = Outcome(name: name)
      do throws(KaggleError) {
        outcome.path = try await file(of: name)
      } catch {
        outcome.failure = error
      }
      progress(outcome)
      outcomes.append(outcome)
    }
    if outcomes.contains(where: { $0.path != nil }) { try writeManifest(outcomes) }
    return outcomes
  }

  private func file(of name: KaggleName) async throws(KaggleError) -> String {
    let home = "\(folder)/\(name.slug)"
    let path = "\(home)/data.csv"
    if FileSystem.exists(path), FileSystem.exists("\(home)/meta.json") { return path }
    let files = try await client.files(of: name)
    let tables = files.filter { $0.name.lowercased().hasSuffix(".csv") }
    guard tables.count == 1, let table = tables.first else {
      throw .notOneCSV("\(name)", tables.count)
    }
    let size = files.reduce(0) { $0 + $1.size }
    guard size <= maximumSize else { throw .tooLarge("\(name)", size, maximumSize) }
    // In the same parent folder, so that it can be moved atomically.
    let loading = "\(folder)/.\(name.slug).\(UInt32.random(in: 0 ... .max))"
    do throws(SystemError) {
      try FileSystem.makeDirectories(loading)
    } catch {
      throw .system("\(name)", error.description)
    }
    defer { try? FileManager.default.removeItem(atPath: loading) }
    try await client.download(name, into: loading)
    let loaded = "\(loading)/\(table.name)"
    guard let actual = FileSystem.size(of: loaded) else {
      throw .client("\(name)", "download it", "'\(table.name)' is missing from the download")
    }
    guard actual <= maximumSize else { throw .tooLarge("\(name)", actual, maximumSize) }
    let metadata = try await client.metadata(of: name, in: loading)
    do {
      try FileSystem.makeDirectories(home)
      let file = try AtomicFile(in: home)
      let meta = Self.meta(name, metadata, size: actual)
      try file.append(JSONValue.object(meta).bytes(style: .indented) + [UInt8(ascii: "\n")])
      try file.commit(to: "\(home)/meta.json")
      if FileSystem.exists(path) { try FileManager.default.removeItem(atPath: path) }
      try FileManager.default.moveItem(atPath: loaded, toPath: path)
    } catch {
      throw .system("\(name)", "\(error)")
    }
    return path
  }

  /// The stored part of Kaggle's metadata, under the published names.
  private static func meta(_ name: KaggleName, _ metadata: JSONObject, size: Int) -> JSONObject {
    func first(_ keys: String...) -> JSONValue {
      keys.lazy.compactMap { metadata[$0] }.first { !$0.isNull } ?? .null
    }
    return [
      "ref": .string(name.description), "owner": .string(name.owner), "name": .string(name.name),
      "title": first("title", "titleNullable"), "subtitle": first("subtitle", "subtitleNullable"),
      "description": first("description", "descriptionNullable"),
      "keywords": metadata["keywords"] ?? [], "licenses": metadata["licenses"] ?? [],
      "url": .string("https://www.kaggle.com/datasets/\(name)"),
      "totalBytes": .number(JSONNumber(size)),
      "downloadCount": first("totalDownloads", "downloadCount"),
    ]
  }

  private func writeManifest(_ outcomes: [Outcome]) throws {
    let path = "\(folder)/manifest.json"
    var rows: [JSONValue] = []
    if FileSystem.exists(path) {
      rows = try ResponseJSON.value(of: FileSystem.contents(of: path)).array ?? []
    }
    for outcome in outcomes where outcome.path != nil {
      let row: JSONValue = [
        "ref": .string(outcome.name.description), "slug": .string(outcome.name.slug),
      ]
      if !rows.contains(row) { rows.append(row) }
    }
    let file = try AtomicFile(in: folder)
    try file.append(JSONValue.array(rows).bytes(style: .indented) + [UInt8(ascii: "\n")])
    try file.commit(to: path)
  }
}
