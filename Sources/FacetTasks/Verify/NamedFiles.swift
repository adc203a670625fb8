internal import FacetPlatform

/// The files that the text of tests names, wherever an agent could put others in their place.
struct NamedFiles: Sendable {
  /// Absolute paths.
  private(set) var paths: [String] = []
  /// Relative paths and plain words, such as the names of commands.
  private(set) var words: [String] = []

  private static let most = 300
  /// What separates words in shells and in other languages.
  private static let ends = Set(" \t\r\n\"'`()[]{}<>;,|&=:!%@^#".unicodeScalars)
  /// Folders that no agent writes to, or that are cleared before the tests run.
  private static let closed = ["/tests", "/logs", "/solution", "/dev", "/proc", "/sys"]

  /// - Parameter text: The files of the tests, one after another.
  init(in text: String) {
    var seen: Set<String> = []
    var previous = ""
    let scalars = Array(text.unicodeScalars)
    var index = 0
    var followsVariable = false
    while index < scalars.count {
      if scalars[index] == "$" {
        let (end, replacement) = Self.variable(in: scalars, from: index)
        index = end
        followsVariable = replacement == nil
        guard let replacement else { continue }
        let rest = Self.word(in: scalars, from: &index)
        add(replacement + rest, after: previous, to: &seen)
        previous = rest
      } else if Self.ends.contains(scalars[index]) {
        // In Python and JavaScript, a variable inside a text ends here.
        followsVariable = scalars[index] == "}"
        index += 1
      } else {
        var word = Self.word(in: scalars, from: &index)
        if followsVariable { word = String(word.drop { $0 == "/" }) }
        followsVariable = false
        add(word, after: previous, to: &seen)
        previous = word
      }
    }
  }

  private static func word(in scalars: [Unicode.Scalar], from index: inout Int) -> String {
    var word = String.UnicodeScalarView()
    while index < scalars.count, !ends.contains(scalars[index]), scalars[index] != "$" {
      word.append(scalars[index])
      index += 1
    }
    return String(word)
  }

  /// The end of a variable's name, and what stands for it if that is known.
  private static func variable(
    in scalars: [Unicode.Scalar], from start: Int
  ) -> (end: Int, replacement: String?) {
    var index = start + 1
    let isBraced = index < scalars.count && scalars[index] == "{"
    if isBraced { index += 1 }
    var name = String.UnicodeScalarView()
    while index < scalars.count, scalars[index].properties.isAlphabetic || scalars[index] == "_" {
      name.append(scalars[index])
      index += 1
    }
    if isBraced, index < scalars.count, scalars[index] == "}" { index += 1 }
    switch String(name) {
    case "HOME": return (index, "/root")
    case "PWD": return (index, ".")
    default: return (index, nil)
    }
  }

  private mutating func add(_ word: String, after previous: String, to seen: inout Set<String>) {
    guard word.utf8.count < 200, word != "/" else { return }
    let word = word.hasPrefix("~/") ? "/root\(word.dropFirst())" : word
    if word.hasPrefix("/") {
      guard let path = Self.plain(word), paths.count < Self.most,
        !Self.closed.contains(where: { path == $0 || path.hasPrefix($0 + "/") }),
        seen.insert(path).inserted
      else { return }
      paths.append(path)
      return
    }
    for name in Self.modules(word, after: previous) + [word] {
      guard let name = Self.plain(name), name.contains(where: \.isLetter),
        words.count < Self.most, seen.insert(name).inserted
      else { continue }
      words.append(name)
    }
  }

  /// The files that a word stands for where it names a module.
  private static func modules(_ word: String, after previous: String) -> [String] {
    switch previous {
    case "import", "from", "-m":
      let path = word.replacing(".", with: "/")
      let first = word.prefix { $0 != "." }
      return ["\(path).py", "\(first).py", "\(path)/__main__.py", "\(first)/__init__.py"]
    case "require": return ["\(word).js"]
    default: return []
    }
  }

  /// A path without `.`, `..` and wildcards; nil if it cannot be a file's.
  private static func plain(_ word: String) -> String? {
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "/._-+*?".unicodeScalars.contains(scalar)
    }
    guard isPlain, word.first != "-", word.first != "+" else { return nil }
    var parts: [String] = []
    for part in word.split(separator: "/") where part != "." {
      guard part != ".." else {
        if parts.popLast() == nil { return nil }
        continue
      }
      parts.append(String(part).replacing("*", with: "facet").replacing("?", with: "f"))
    }
    guard !parts.isEmpty else { return nil }
    return (word.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// Every file that the text may mean if it is read in `folder`: absolute paths, and the words
  /// that look like files.
  func files(in folder: String) -> [String] {
    paths + words.filter { $0.contains("/") || $0.contains(".") }.map { Self.joined(folder, $0) }
  }

  /// Every word in every folder that the text names, and in further ones.
  func words(in folders: [String]) -> [String] {
    var all = folders + paths.filter { !FileSystem.name(of: $0).contains(".") }
    all += paths.map { FileSystem.parent(of: $0) }
    var seen: Set<String> = []
    return all.filter { $0.hasPrefix("/") && seen.insert($0).inserted }.prefix(12)
      .flatMap { folder in words.map { Self.joined(folder, $0) } }
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
