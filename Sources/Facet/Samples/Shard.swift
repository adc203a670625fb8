/// A part of a run's samples that one of several processes answers: those whose position in the
/// selection leaves ``index`` when divided by ``count``.
public struct Shard: Sendable, Hashable {
  /// 0-based.
  public let index: Int
  /// The number of shards of the run.
  public let count: Int
  /// The number of shards that run at the same time, among which limits are divided.
  public let share: Int
  /// The option that sets ``share``, for messages.
  package var shareOption = "--share"

  /// The largest number of shards.
  package static let largestCount = 1_000_000

  /// - Returns: `nil` unless `0 ≤ index < count` and `1 ≤ share ≤ count`.
  public init?(index: Int, count: Int, share: Int? = nil) {
    let share = share ?? count
    guard (1...Self.largestCount).contains(count), (0..<count).contains(index),
      (1...count).contains(share)
    else { return nil }
    self.index = index
    self.count = count
    self.share = share
  }

  /// Whether the shard answers the sample at a position of the selection.
  func holds(_ position: Int) -> Bool { position % count == index }

  /// The shard's part of a limit that shards which run at the same time have together. The parts of
  /// any ``share`` consecutive shards add up to the limit.
  func part<Amount: BinaryInteger>(ofLimit limit: Amount) -> Amount {
    Self.part(of: limit, at: index % share, among: share)
  }

  /// The shard's part of an amount that all shards have together; the parts add up to it.
  func part<Amount: BinaryInteger>(ofTotal total: Amount) -> Amount {
    Self.part(of: total, at: index, among: count)
  }

  private static func part<Amount: BinaryInteger>(
    of amount: Amount, at place: Int, among parts: Int
  ) -> Amount {
    let (share, rest) = amount.quotientAndRemainder(dividingBy: Amount(parts))
    return share + (Amount(place) < rest ? 1 : 0)
  }
}

extension Shard: CustomStringConvertible {
  /// As an option writes it: `3/8`.
  public var description: String { "\(index)/\(count)" }
}
