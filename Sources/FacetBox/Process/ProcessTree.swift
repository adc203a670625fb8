internal import FacetPlatform

/// A process and its descendants, as the kernel lists them.
enum ProcessTree {
  /// The bytes that they hold and share with no file.
  static func memory(of first: Int32) -> Int {
    var found = [first]
    var total = 0
    var index = 0
    // More processes than any limit lets a box have.
    while index < found.count, index < 100_000 {
      total = total.adding(saturating: bytes(of: found[index]))
      found += children(of: found[index])
      index += 1
    }
    return total
  }

  private static func children(of process: Int32) -> [Int32] {
    FileSystem.names(in: "/proc/\(process)/task").flatMap { task in
      text(of: "/proc/\(process)/task/\(task)/children").split(separator: " ").compactMap {
        Int32($0)
      }
    }
  }

  private static func bytes(of process: Int32) -> Int {
    text(of: "/proc/\(process)/status").split(separator: "\n").reduce(0) { total, line in
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count > 1, ["RssAnon:", "RssShmem:", "VmPTE:"].contains(words[0]),
        let kibibytes = Int(words[1])
      else { return total }
      return total.adding(saturating: kibibytes.multiplied(saturatingBy: 1024))
    }
  }

  private static func text(of path: String) -> String {
    String(decoding: (try? FileSystem.contents(of: path)) ?? [], as: UTF8.self)
  }
}
