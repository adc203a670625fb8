import FacetPlatform
import Glibc

/// A headless browser, where the machine has one.
struct Browser {
  /// The browser's path, or `nil`.
  static let path: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
    FileSystem.exists($0)
  }

  /// What a browser made of a page, and what it said meanwhile.
  struct Visit {
    /// The document after its scripts have run.
    var document: String
    /// Lines of the page's console: errors, violations of its policy.
    var console: [String]
  }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - folder: Where the browser may leave its files.
  ///   - width: The window's width in pixels.
  static func visit(_ page: String, folder: String, width: Int = 1200) throws -> Visit {
    let command = """
      timeout 60 "$0" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
      --user-data-dir="$2/profile" --virtual-time-budget=60000 --window-size="$3,900" \
      --enable-logging=stderr --dump-dom "file://$1" >"$2/dom.html" 2>"$2/log.txt"
      """
    try run(["/bin/sh", "-c", command, path ?? "", page, folder, String(width)])
    func text(_ name: String) throws -> String {
      String(decoding: try FileSystem.contents(of: "\(folder)/\(name)"), as: UTF8.self)
    }
    return Visit(
      document: try text("dom.html"),
      console: try text("log.txt").split(separator: "\n").map(String.init)
        .filter { $0.contains("CONSOLE") })
  }

  private static func run(_ arguments: [String]) throws {
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var child = pid_t()
    let status = unsafe posix_spawn(&child, arguments[0], nil, nil, &words, environ)
    guard status == 0 else { throw SystemError("start a shell") }
    var ending: Int32 = 0
    while unsafe waitpid(child, &ending, 0) == -1, errno == EINTR {}
  }
}
