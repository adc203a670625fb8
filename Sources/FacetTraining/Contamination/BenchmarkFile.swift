internal import FacetJSON
internal import FacetPlatform

/// A benchmark's file: rows with a text, or an index of hashes without any text.
enum BenchmarkFile {
  /// The fields in which a text is looked for, in this order.
  static let usualFields = [
    "question", "prompt", "problem", "text", "input", "instruction", "query",
  ]

  /// The version of an index's form.
  private static let version = 1

  /// Adds all items of a benchmark to an index.
  ///
  /// - Returns: The number of items.
  @discardableResult
  static func add(
    _ benchmark: ContaminationRules.Benchmark, to index: inout BenchmarkIndex
  ) throws(TrainingError) -> Int {
    var lines = try JSONLines(path: benchmark.path)
    var scan = WordScan(keepsUnderscores: true)
    let number = index.addBenchmark(named: benchmark.name)
    var count = 0
    // The items of indexes that are still to come.
    var missing = 0
    while let row = try lines.next() {
      if let version = row["facet_benchmark_index"] {
        guard version.int == self.version, row["ngram"]?.int == NGrams.length,
          let items = row["items"]?.int, items >= 0, items < 1 << 40
        else {
          throw TrainingError(
            "\(benchmark.path):\(lines.line): the index is not of the version that this Facet "
              + "reads; make it again with 'facet contamination index'")
        }
        missing += items
        continue
      }
      if let hashes = row["h"]?.string, let words = row["n"]?.int {
        guard let read = self.hashes(in: hashes), words > 0 else {
          throw TrainingError(
            "\(benchmark.path):\(lines.line): the line is not an item of an index")
        }
        index.add(hashes: read, words: words, position: count, to: number)
        missing -= 1
      } else {
        for text in try texts(of: row, in: benchmark, line: lines.line) {
          index.add(scan.words(of: text), position: count, to: number)
        }
        // An answer of a few words, such as a number, is no text of the benchmark's own.
        if let field = benchmark.answerField, let answer = row[field].flatMap(FieldText.text) {
          let words = scan.words(of: answer)
          if words.count >= NGrams.length { index.add(words, position: count, to: number) }
        }
      }
      count += 1
    }
    guard missing <= 0 else {
      throw TrainingError(
        "'\(benchmark.path)' is incomplete: \(missing) items of the index are missing; make it "
          + "again with 'facet contamination index'")
    }
    guard count > 0 else {
      throw TrainingError("'\(benchmark.path)' holds no items of a benchmark")
    }
    return count
  }

  private static func texts(
    of row: JSONValue, in benchmark: ContaminationRules.Benchmark, line: Int
  ) throws(TrainingError) -> [String] {
    let place = "\(benchmark.path):\(line):"
    var texts: [String] = []
    if let text = row.string {
      texts = [text]
    } else if let field = benchmark.field {
      guard let text = row[field]?.string else {
        throw TrainingError("\(place) the row has no text '\(field)'")
      }
      texts = [text]
    } else if let text = usualFields.lazy.compactMap({ row[$0]?.string }).first {
      texts = [text]
    } else if let messages = row["messages"]?.array {
      texts = messages.filter { $0["role"]?.string == "user" }.compactMap { $0["content"]?.string }
    }
    guard !texts.isEmpty else {
      let names = usualFields.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
      throw TrainingError(
        "\(place) the row has no text under \(names) or another usual name; "
          + "name its field")
    }
    return texts
  }

  /// The index of benchmarks as lines: hashes only.
  static func lines(of index: BenchmarkIndex, name: String) -> [UInt8] {
    var bytes = JSONValue.object([
      "facet_benchmark_index": .number(JSONNumber(version)), "name": .string(name),
      "ngram": .number(JSONNumber(NGrams.length)),
      "items": .number(JSONNumber(index.items.count)),
    ]).line
    for item in index.items {
      let first = Int(item.first)
      let text = index.hashes[first..<(first + Int(item.count))].map(hexadecimal).joined()
      bytes +=
        JSONValue.object([
          "n": .number(JSONNumber(Int(item.words))), "h": .string(text),
        ]).line
    }
    return bytes
  }

  private static func hexadecimal(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func hashes(in text: String) -> [UInt64]? {
    let digits = Array(text.utf8)
    guard digits.count % 16 == 0, !digits.isEmpty else { return nil }
    var hashes: [UInt64] = []
    for start in stride(from: 0, to: digits.count, by: 16) {
      let piece = String(decoding: digits[start..<(start + 16)], as: UTF8.self)
      guard let hash = UInt64(piece, radix: 16) else { return nil }
      hashes.append(hash)
    }
    return hashes
  }
}
