import FacetPlatform
import Testing

@testable import FacetCSV

@Suite("The list of system calls")
struct CallFilterTests {
  private static let headers = [
    (1, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    (2, "/usr/include/asm-generic/unistd.h"),
  ]

  @Test(
    "Has the numbers of the kernel's own headers",
    .enabled(if: headers.allSatisfy { FileSystem.exists($0.1) }, "no kernel headers"))
  func numbers() throws {
    let source = String(decoding: PackageResources.calls_py, as: UTF8.self)
    let lists = source.split(separator: "\"\"\"")
    let calls = (lists[2].split(separator: ",") + lists[4].split(separator: ",")).map {
      $0.split { $0 == " " || $0 == "\n" || $0 == ":" }.map(String.init)
    }.filter { $0.count >= 3 }
    #expect(calls.count > 100)
    for (column, path) in Self.headers {
      let text = String(decoding: try FileSystem.contents(of: path), as: UTF8.self)
      var numbers: [String: String] = [:]
      for line in text.split(separator: "\n") {
        let words = line.split { $0 == " " || $0 == "\t" }
        guard words.count >= 3, words[0] == "#define", words[2].allSatisfy(\.isNumber) else {
          continue
        }
        for prefix in ["__NR_", "__NR3264_"] where words[1].hasPrefix(prefix) {
          numbers[String(words[1].dropFirst(prefix.count))] = String(words[2])
        }
      }
      for call in calls where call[column] != "-" {
        // The generic list names these for both sizes of an address.
        let name = call[0] == "newfstatat" && column == 2 ? "fstatat" : call[0]
        #expect(numbers[name] == call[column], "\(call[0]) in \(path)")
      }
    }
  }
}
