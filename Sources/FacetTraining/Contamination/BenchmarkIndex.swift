/// The items of benchmarks as hashes of their words: texts that share much of an item are found,
/// and the items cannot be read from it.
struct BenchmarkIndex: Sendable {
  /// An item of a benchmark.
  struct Item: Sendable, Hashable {
    var benchmark: Int32
    /// The item's 0-based position in its file.
    var position: Int32
    var words: Int32
    /// The first of its hashes in ``hashes``; an item of fewer than eight words has one hash, of
    /// all its words.
    var first: Int32
    var count: Int32
  }

  /// The names of the benchmarks.
  private(set) var names: [String] = []
  private(set) var items: [Item] = []
  private(set) var hashes: [UInt64] = []
  /// The items with a hash, as a chain: the newest item, then the one before it.
  private var latest: [UInt64: Int32] = [:]
  private var earlier: [Int32] = []
  private var owners: [Int32] = []
  private var short: [UInt64: Int32] = [:]

  var isEmpty: Bool { items.isEmpty }

  mutating func addBenchmark(named name: String) -> Int32 {
    names.append(name)
    return Int32(clamping: names.count - 1)
  }

  /// Adds an item by its words.
  mutating func add(_ words: [WordScan.Word], position: Int, to benchmark: Int32) {
    guard !words.isEmpty else { return }
    let isShort = words.count < NGrams.length
    add(
      hashes: isShort ? [NGrams.hash(of: words)] : NGrams.hashes(of: words), words: words.count,
      position: position, to: benchmark)
  }

  /// Adds an item by its hashes.
  mutating func add(hashes own: [UInt64], words: Int, position: Int, to benchmark: Int32) {
    let number = Int32(clamping: items.count)
    items.append(
      Item(
        benchmark: benchmark, position: Int32(clamping: position), words: Int32(clamping: words),
        first: Int32(clamping: hashes.count), count: Int32(clamping: own.count)))
    if words < NGrams.length {
      for hash in own where short[hash] == nil { short[hash] = number }
      hashes += own
      for _ in own {
        owners.append(number)
        earlier.append(-1)
      }
      return
    }
    for hash in own {
      let place = Int32(clamping: hashes.count)
      hashes.append(hash)
      owners.append(number)
      earlier.append(latest[hash] ?? -1)
      latest[hash] = place
    }
  }

  /// Makes runs of words count no more: those of Facet's own prompts.
  mutating func exclude(_ words: [WordScan.Word]) {
    for hash in NGrams.hashes(of: words) { latest[hash] = nil }
  }

  /// The first item that a message shares too much with, or `nil`.
  ///
  /// - Parameter isUser: Whether the message is a user's, which alone matches a short item.
  func match(_ words: [WordScan.Word], isUser: Bool) -> Item? {
    if isUser, words.count < NGrams.length, !words.isEmpty {
      return short[NGrams.hash(of: words)].map { items[Int($0)] }
    }
    var shared: [Int32: [Int32]] = [:]
    for hash in Set(NGrams.hashes(of: words)) {
      var place = latest[hash] ?? -1
      while place >= 0 {
        let owner = owners[Int(place)]
        shared[owner, default: []].append(place - items[Int(owner)].first)
        place = earlier[Int(place)]
      }
    }
    guard !shared.isEmpty else { return nil }
    for owner in shared.keys.sorted() {
      let item = items[Int(owner)]
      if let places = shared[owner], Self.isMatch(places, of: item) { return item }
    }
    return nil
  }

  /// The longest run of shared words from which a match is certain, whatever the item's length.
  private static let longRun: Int32 = 20

  private static func isMatch(_ places: [Int32], of item: Item) -> Bool {
    let length = Int32(NGrams.length)
    var (covered, end, begin): (Int32, Int32, Int32) = (0, 0, 0)
    var longest: Int32 = 0
    var previous: Int32 = -2
    for place in places.sorted() {
      if place == previous { continue }
      if place != previous + 1 { begin = place }
      previous = place
      longest = max(longest, place + length - begin)
      covered += place + length - max(end, place)
      end = place + length
    }
    return covered * 2 >= item.words || longest >= longRun
  }
}
