import FacetPlatform
import Testing

@testable import FacetBox

@Suite("The tables of system calls")
struct SystemCallTests {
  private static let headers = [
    "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm-generic/unistd.h",
  ]

  @Test(
    "Have the numbers of the kernel's own headers",
    .enabled(if: headers.allSatisfy { FileSystem.exists($0) }, "no kernel headers"),
    arguments: [
      (SystemCallTable.computing, 130), (SystemCallTable.computingByValue, 3),
      (SystemCallTable.administration, 35), (SystemCallTable.newAdministration, 11),
      (SystemCallTable.containedByValue, 2),
    ])
  func numbers(table: String, leastCount: Int) throws {
    let calls = SystemCall.list(table)
    #expect(calls.count >= leastCount)
    for (column, path) in Self.headers.enumerated() {
      let numbers = try Self.numbers(in: path)
      for call in calls {
        guard let number = call.numbers[column] else { continue }
        // The generic list names these for both sizes of an address.
        let name = call.name == "newfstatat" && column == 1 ? "fstatat" : call.name
        // Headers older than a call do not have it.
        if numbers[name] == nil, number > 440 { continue }
        #expect(numbers[name] == number, "\(call.name) in \(path)")
      }
    }
  }

  private static func numbers(in path: String) throws -> [String: UInt32] {
    let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
    var numbers: [String: UInt32] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count >= 3, words[0] == "#define", let number = UInt32(words[2]) else { continue }
      for prefix in ["__NR_", "__NR3264_"] where words[1].hasPrefix(prefix) {
        numbers[String(words[1].dropFirst(prefix.count))] = number
      }
    }
    return numbers
  }
}
