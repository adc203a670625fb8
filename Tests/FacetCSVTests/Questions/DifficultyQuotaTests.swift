import FacetCSV
import Testing

@Suite struct DifficultyQuotaTests {
  @Test(
    "A total is split by the largest remainders",
    arguments: [
      (40, [12, 12, 8, 8]), (15, [5, 4, 3, 3]), (10, [3, 3, 2, 2]), (1, [1, 0, 0, 0]),
      (2, [1, 1, 0, 0]), (7, [2, 2, 2, 1]), (0, [0, 0, 0, 0]),
    ])
  func splits(total: Int, expected: [Int]) {
    let quota = DifficultyQuota(total: total)
    #expect(Difficulty.allCases.map { quota.counts[$0] ?? 0 } == expected)
    #expect(quota.counts.values.reduce(0, +) == total)
  }

  @Test func `fewer difficulties share the whole`() {
    let quota = DifficultyQuota(total: 10, among: [.veryHard, .easy])
    #expect(quota.counts == [.easy: 6, .veryHard: 4])
  }

  @Test(
    "A difficulty is read in any spelling",
    arguments: [("EASY", Difficulty.easy), ("very-hard", .veryHard), ("Very Hard", .veryHard)])
  func names(name: String, expected: Difficulty) {
    #expect(Difficulty(name: name) == expected)
  }
}
