internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FacetTables

/// Selects samples of a file at random, by range or by number, in constant memory.
///
/// The order is: read, choose by `shuffle_seed` (in file order), restrict to `range`, restrict to
/// `limit`.
struct SampleSelection: Sendable, Hashable {
  /// A seed, and the number of rows to choose with it.
  struct Shuffle: Sendable, Hashable {
    var seed: Int
    var count: Int
    /// The number of rows in the file.
    var total: Int
  }

  var shuffle: Shuffle?
  var range: Range<Int>?
  var limit: Int?
  /// If set, only these positions of the selection are taken, in ascending order.
  var positions: [Int]?
  /// If set, only the shard's samples are taken; the others still count for positions and draws.
  var shard: Shard?
  /// The fields that prompts name; a sample in which all of them are blank is skipped.
  var neededFields: [String] = []
}

/// Reads the selected samples one by one, in the order of the file.
struct SampleReader {
  private var rows: SampleRows
  private let data: DataConfiguration
  private let selection: SampleSelection
  private var chance: SeededGenerator
  /// Samples read so far, excluding blank ones.
  private var position = 0
  private var blankSamples = 0
  private var repeatedRows = 0
  /// The digests of the rows so far, if rows must differ.
  private var seen: Set<SHA256> = []
  /// Rows chosen at random so far.
  private var chosen = 0
  private var taken = 0
  /// The number of the selection's positions taken so far.
  private var nextPosition = 0
  private var repeats: SampleRepeats?

  /// - Parameters:
  ///   - countsRepeats: Whether to count repeats for the samples' draws; otherwise draws are 0.
  ///   - dialect: The form of a table, if an earlier reader has found it.
  ///   - digests: Whether to compute the file's ``digest()``.
  init(
    path: String, data: DataConfiguration, selection: SampleSelection, countsRepeats: Bool = true,
    dialect: CSVDialect? = nil, digests: Bool = false
  ) throws(SampleError) {
    repeats = countsRepeats ? SampleRepeats() : nil
    rows = try SampleRows(path: path, data: data, dialect: dialect, digests: digests)
    self.data = data
    self.selection = selection
    chance = SeededGenerator(seed: UInt64(bitPattern: Int64(selection.shuffle?.seed ?? 0)))
  }

  /// The form of a table; nil for other files.
  var dialect: CSVDialect? { rows.dialect }

  /// The SHA-256 of the file, which ends the reading.
  func digest() throws(SampleError) -> SHA256 { try rows.digest() }

  /// The next selected sample, or `nil` after the last.
  mutating func next() throws(SampleError) -> Sample? {
    // Checked before each row: what follows the selection is not read.
    while !isAtEnd, let (row, index, line) = try nextRow() {
      let position = self.position
      self.position += 1
      let draw = repeats?.add(Sample.identity(of: row, data: data)) ?? 0
      guard isChosen(position) else { continue }
      let ordinal = chosen
      chosen += 1
      if let range = selection.range, !range.contains(ordinal) {
        if ordinal >= range.upperBound { return nil }
        continue
      }
      taken += 1
      if let positions = selection.positions {
        guard nextPosition < positions.count else { return nil }
        guard positions[nextPosition] == taken - 1 else { continue }
        nextPosition += 1
      }
      if let shard = selection.shard, !shard.holds(taken - 1) { continue }
      return Sample(row: row, index: index, line: line, draw: draw, data: data)
    }
    return nil
  }

  /// The number of samples so far from which a range is taken.
  var chosenCount: Int { chosen }

  /// Whether nothing further can be selected, whatever follows in the file.
  private var isAtEnd: Bool {
    if let limit = selection.limit, taken >= limit { return true }
    if let positions = selection.positions, nextPosition >= positions.count { return true }
    if let range = selection.range, chosen >= range.upperBound { return true }
    return false
  }

  /// The rows left out so far, and peculiarities of the file.
  var omissions: InputOmissions {
    var omissions = rows.omissions
    omissions.blankSamples = blankSamples
    omissions.repeatedRows = repeatedRows
    return omissions
  }

  /// The next row that is not blank and repeats no other.
  private mutating func nextRow() throws(SampleError) -> (row: JSONObject, index: Int, line: Int)? {
    while let next = try rows.next() {
      if selection.isBlank(next.row, data: data) {
        blankSamples += 1
      } else if !isNew(next.row) {
        repeatedRows += 1
      } else {
        return next
      }
    }
    return nil
  }

  /// Notes a row; false if it repeats another in the fields that must differ.
  private mutating func isNew(_ row: JSONObject) -> Bool {
    if data.distinctFields.isEmpty { return true }
    let values = data.distinctFields.map { row[$0] ?? .null }
    return seen.insert(SHA256(of: Array(JSONValue.array(values).text.utf8))).inserted
  }

  /// Whether the file holds samples beyond the selection; valid after the last sample.
  mutating func hasMore() throws(SampleError) -> Bool {
    if let shuffle = selection.shuffle { return taken < shuffle.total }
    if taken < chosen { return true }
    return try nextRow() != nil
  }

  /// Selection sampling (Knuth, The Art of Computer Programming, volume 2, algorithm S): each row
  /// is taken with the probability that yields exactly `count` rows in the end.
  private mutating func isChosen(_ index: Int) -> Bool {
    guard let shuffle = selection.shuffle else { return true }
    let remaining = shuffle.total - index
    return Int.random(in: 0..<max(1, remaining), using: &chance) < shuffle.count - chosen
  }

  /// The number of samples that a selection chooses from.
  static func count(
    of path: String, data: DataConfiguration, neededFields: [String]
  ) throws(SampleError) -> Int {
    var reader = try SampleReader(
      path: path, data: data, selection: SampleSelection(neededFields: neededFields),
      countsRepeats: false)
    var count = 0
    while try reader.nextRow() != nil { count += 1 }
    return count
  }
}

extension SampleSelection {
  /// Whether every field that the prompts name is blank in a row.
  fileprivate func isBlank(_ row: JSONObject, data: DataConfiguration) -> Bool {
    if neededFields.isEmpty { return false }
    return neededFields.allSatisfy { name in
      let known =
        switch name {
        case "input": row[data.inputField] ?? row[name]
        case "reference": row[data.referenceField] ?? row[name]
        default: row[name]
        }
      // An absent or null field may be a mistake, which is reported elsewhere.
      guard case .string(let text) = known else { return false }
      return text.allSatisfy(\.isWhitespace)
    }
  }
}

/// Random numbers that depend only on the seed, on every machine (SplitMix64, Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", 2014).
struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
