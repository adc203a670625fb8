import Testing

@testable import FacetBox

@Suite("Bounded output")
struct BoundedOutputTests {
  @Test(
    "Output is cut in the middle, between characters, with the number of omitted bytes",
    arguments: [
      ("abcdef", "", 6, 6, "abcdef"), ("abcdef", "", 6, 4, "ab\n… 2 bytes left out …\nef"),
      ("abc", "def", 6, 6, "abcdef"), ("abc", "xyz", 100, 4, "ab\n… 96 bytes left out …\nyz"),
      ("äöü", "", 6, 2, "ä\n… 2 bytes left out …\nü"),
      ("abcde", "", 5, 3, "ab\n… 2 bytes left out …\ne"),
    ])
  func cut(head: String, tail: String, total: Int, limit: Int, text: String) {
    #expect(
      OutputCut.text(head: Array(head.utf8), tail: Array(tail.utf8), total: total, limit: limit)
        == text)
  }

  @Test(
    "Keeps the beginning and the end, however it arrives", arguments: [1, 2, 3, 7, 50, 1000])
  func pieces(size: Int) {
    let all = (0..<500).map { UInt8($0 % 251) }
    var output = BoundedOutput(limit: 21)
    for start in stride(from: 0, to: all.count, by: size) {
      output.append(all[start..<min(all.count, start + size)])
    }
    #expect(output.total == 500 && output.isCut)
    #expect(output.bytes == Array(all.prefix(10) + all.suffix(11)))
    #expect(output.limited(to: 4).bytes == Array(all.prefix(2) + all.suffix(2)))
    #expect(output.limited(to: 4).total == 500)
  }

  @Test("Keeps everything up to its limit", arguments: [0, 1, 20, 21])
  func whole(count: Int) {
    var output = BoundedOutput(limit: 21)
    for byte in 0..<count { output.append([UInt8(byte)]) }
    #expect(output.bytes == (0..<count).map { UInt8($0) })
    #expect(!output.isCut)
  }
}
