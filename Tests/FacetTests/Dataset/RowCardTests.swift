import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import Facet

@Suite("The card beside rows")
struct RowCardTests {
  /// The names of the card's features of a file, with the types of simple ones.
  private static func features(_ card: String, of name: String) -> [(name: String, type: String?)] {
    let lines = card.split(separator: "\n").map(String.init)
    let info = lines.drop { $0 != "dataset_info:" }
    let own = info.drop { $0 != #"- config_name: "\#(name)""# }.dropFirst()
      .prefix { !$0.hasPrefix("- ") && $0 != "---" }
    var features: [(name: String, type: String?)] = []
    for line in own {
      if let name = line.suffix(after: "  - name: ") {
        features.append((name, nil))
      } else if let type = line.suffix(after: "    dtype: ") {
        features[features.count - 1].type = type
      }
    }
    return features
  }

  @Test("Declares every key of a row in its order, with a type that all its values have")
  func features() async throws {
    let task = try TaskFixture(
      samples: ["one", "two"],
      perspectives: #"{"condition": "A", "reading": "R", "strategy": "S"}"#)
    task.options.output = task.folder.path(of: "rows/a.jsonl")
    let run = try await task.run()
    let card = String(
      decoding: try FileSystem.contents(of: task.folder.path(of: "rows/README.md")), as: UTF8.self)
    let features = Self.features(card, of: "a")
    let types = Dictionary(uniqueKeysWithValues: features.map { ($0.name, $0.type) })
    let rows = try run.bytes.split(separator: UInt8(ascii: "\n")).map {
      try ResponseJSON.value(of: Array($0))
    }
    #expect(rows.count == 2)
    for row in rows {
      #expect(row.object?.members.map(\.key) == features.map(\.name))
      for member in row.object?.members ?? [] {
        switch member.value {
        case .string: #expect(types[member.key] == "string", "\(member.key)")
        case .number:
          #expect(["int64", "float64"].contains(types[member.key] ?? nil), "\(member.key)")
        default: break
        }
      }
    }
    #expect(types["fields"] == "json" && types["cost_usd"] == "float64")
    #expect(card.contains("    list:\n    - name: role\n      dtype: string"))
    #expect(card.contains("    struct:\n    - name: class\n      dtype: string"))
  }

  @Test("Keeps the files that it declares already, and names any file safely")
  func grows() throws {
    let folder = try ScratchFolder()
    for name in ["b.jsonl", #"a "quoted" #1.jsonl"#, "b.jsonl"] {
      #expect(try RowCard(folder: folder.path).add(name))
    }
    let bytes = try FileSystem.contents(of: folder.path(of: "README.md"))
    let card = String(decoding: bytes, as: UTF8.self)
    #expect(card.components(of: "  data_files: ") == 2)
    #expect(card.contains(#"  data_files: "a \"quoted\" #1.jsonl""#))
    #expect(
      Self.features(card, of: "b").count == Self.features(card, of: #"a \"quoted\" #1"#).count)
  }

  @Test("Never changes a README that Facet did not write")
  func foreign() throws {
    let folder = try ScratchFolder()
    try folder.write("# My data\n", to: "README.md")
    #expect(try !RowCard(folder: folder.path).add("a.jsonl"))
    #expect(try FileSystem.contents(of: folder.path(of: "README.md")) == Array("# My data\n".utf8))
  }
}

extension String {
  /// The rest after a prefix; `nil` if it begins otherwise.
  fileprivate func suffix(after prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }

  fileprivate func components(of other: String) -> Int { ranges(of: other).count }
}
