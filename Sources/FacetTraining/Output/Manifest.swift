internal import FacetJSON
internal import FacetPlatform

/// `facet.json`: the files of an export with their digests, and how to check it.
enum Manifest {
  /// The paths of the files that an export's manifest lists; none without a manifest.
  static func paths(in folder: String) -> [String] {
    (read(in: folder)?["files"]?.array ?? []).compactMap { $0["path"]?.string }
  }

  /// A folder's manifest; `nil` if it has none.
  static func read(in folder: String) -> JSONValue? {
    guard
      let bytes = try? FileSystem.contents(of: "\(folder)/\(ExportFolder.manifestName)"),
      let value = try? ResponseJSON.value(of: bytes), value["facet_export"] != nil
    else { return nil }
    return value
  }

  static func json(
    files: [ExportFolder.File], name: String, isRehearsal: Bool
  ) -> JSONValue {
    [
      "facet_export": 1, "name": .string(name), "rehearsal": .bool(isRehearsal),
      "files": .array(
        files.sorted { $0.path < $1.path }.map { file in
          [
            "path": .string(file.path), "bytes": .number(JSONNumber(file.bytes)),
            "sha256": .string(file.digest),
            "rows": file.rows.map { .number(JSONNumber($0)) } ?? .null,
          ]
        }),
    ]
  }
}
