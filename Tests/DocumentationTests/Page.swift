import FacetPlatform
import Testing

/// A page of the documentation, taken apart as a reader sees it.
struct Page {
  let path: String
  let text: String
  /// What stands between backticks outside of fenced blocks.
  let codeSpans: Set<String>
  /// The fenced blocks, by language, in the order of the page.
  let blocks: [(language: String, text: String)]

  /// The repository's folder.
  static let root = FileSystem.parent(
    of: FileSystem.parent(of: FileSystem.parent(of: #filePath)))

  /// Every page that a reader is led to.
  static let all = [
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Docs/architecture.md",
    "Docs/cluster-reference.md", "Docs/clusters.md", "Docs/command-line.md",
    "Docs/configuration.md", "Docs/csv-analysis.md", "Docs/dataset.md", "Docs/errors.md",
    "Docs/ledger.md", "Docs/providers.md", "Docs/scores.md", "Docs/tasks-and-traces.md",
    "Docs/training-data.md", "Benchmarks/README.md",
  ]

  init(_ path: String) throws {
    self.path = path
    text = String(
      decoding: try FileSystem.contents(of: Self.root + "/" + path), as: UTF8.self)
    var spans: Set<String> = []
    var blocks: [(language: String, text: String)] = []
    var block: (language: String, lines: [Substring])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if let ended = block {
          blocks.append((ended.language, ended.lines.joined(separator: "\n")))
          block = nil
        } else {
          block = (String(line.dropFirst(3)), [])
        }
      } else if block != nil {
        block?.lines.append(line)
      } else {
        let pieces = line.split(separator: "`", omittingEmptySubsequences: false)
        for (index, piece) in pieces.enumerated() where index % 2 == 1 {
          spans.insert(String(piece))
        }
      }
    }
    codeSpans = spans
    self.blocks = blocks
  }

  /// The blocks of a language.
  func blocks(of language: String) -> [String] {
    blocks.filter { $0.language == language }.map(\.text)
  }

  /// The text between two lines.
  func text(after start: String, before end: String) throws -> String {
    let from = try #require(text.firstRange(of: start + "\n")).upperBound
    let to = try #require(text[from...].firstRange(of: end)).lowerBound
    return String(text[from..<to])
  }
}
