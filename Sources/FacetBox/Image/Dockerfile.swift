/// The instructions of a Dockerfile, as far as boxes follow them.
package struct Dockerfile: Sendable, Hashable {
  /// An instruction and its place.
  package struct Instruction: Sendable, Hashable {
    /// What the instruction does.
    package enum Kind: Sendable, Hashable {
      case from(image: String)
      case run(command: [String])
      /// `COPY`, and `ADD` of files beside the Dockerfile.
      case copy(sources: [String], target: String, owner: String?, mode: String?)
      case workingFolder(String)
      case environment([BoxImage.Variable])
      case argument(name: String, value: String?)
      case user(String)
    }

    package var kind: Kind
    /// 1-based.
    package var line: Int
  }

  /// A mistake, or an instruction that boxes do not follow.
  package struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
    package var line: Int
    package var reason: String

    package var description: String { "\(line): \(reason)" }
  }

  package private(set) var instructions: [Instruction] = []

  private static let mostInstructions = 1000

  /// Reads a Dockerfile.
  ///
  /// - Throws: ``Mistake`` for the first instruction that is wrong or not followed.
  package init(_ text: String) throws(Mistake) {
    var lines = DockerfileLines(text)
    while let (line, words) = try lines.next() {
      try add(words, line: line)
      guard instructions.count <= Self.mostInstructions else {
        throw Mistake(
          line: line, reason: "boxes follow at most \(Self.mostInstructions) instructions")
      }
    }
    guard case .from? = instructions.first(where: { !$0.isArgument })?.kind else {
      throw Mistake(line: 1, reason: "the first instruction must be FROM")
    }
  }

  private mutating func add(_ text: String, line: Int) throws(Mistake) {
    let name = text.prefix { !$0.isWhitespace }
    let rest = text.dropFirst(name.count).trimmed
    func mistake(_ reason: String) -> Mistake { Mistake(line: line, reason: reason) }
    guard !rest.isEmpty else { throw mistake("'\(name)' has no arguments") }
    let words = try DockerfileWords(rest, line: line)
    let kind: Instruction.Kind
    switch name.uppercased() {
    case "FROM":
      guard !instructions.contains(where: \.isFrom) else {
        throw mistake("boxes do not follow a second FROM (stages)")
      }
      try words.refuseFlags(of: "FROM")
      guard words.plain.count == 1 else {
        throw mistake("FROM takes one image; boxes do not follow 'AS' (stages)")
      }
      kind = .from(image: words.plain[0])
    case "RUN":
      try words.refuseFlags(of: "RUN")
      kind = .run(command: try words.list ?? ["/bin/sh", "-c", rest])
    case "COPY", "ADD":
      kind = try Self.copy(words, name: name.uppercased(), line: line)
    case "WORKDIR":
      kind = .workingFolder(DockerfileWords.unquoted(rest))
    case "ENV":
      kind = .environment(try words.variables())
    case "ARG":
      let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      kind = .argument(
        name: String(parts[0]),
        value: parts.count > 1 ? DockerfileWords.unquoted(String(parts[1])) : nil)
    case "USER":
      kind = .user(rest)
    default:
      throw mistake(
        "boxes do not follow '\(name.uppercased())'; they follow FROM, RUN, COPY, ADD of files, "
          + "WORKDIR, ENV, ARG and USER")
    }
    instructions.append(Instruction(kind: kind, line: line))
  }

  private static func copy(
    _ words: DockerfileWords, name: String, line: Int
  ) throws(Mistake) -> Instruction.Kind {
    var owner: String?
    var mode: String?
    for flag in words.flags {
      if flag.hasPrefix("--chown=") {
        owner = String(flag.dropFirst(8))
      } else if flag.hasPrefix("--chmod=") {
        mode = String(flag.dropFirst(8))
      } else {
        throw Mistake(line: line, reason: "boxes do not follow '\(flag)' of \(name)")
      }
    }
    let paths = try words.list ?? words.plain
    guard paths.count >= 2, let target = paths.last else {
      throw Mistake(line: line, reason: "\(name) needs a source and a target")
    }
    for source in paths.dropLast() {
      if source.hasPrefix("<<") {
        throw Mistake(line: line, reason: "boxes do not follow a here-document of \(name)")
      }
      if source.contains("://") || source.hasPrefix("git@") {
        throw Mistake(line: line, reason: "boxes do not follow ADD from the network: '\(source)'")
      }
      if name == "ADD",
        [".tar", ".gz", ".tgz", ".xz", ".bz2", ".zst"].contains(where: source.hasSuffix)
      {
        throw Mistake(
          line: line,
          reason: "boxes do not follow ADD of an archive, '\(source)'; use COPY and RUN tar")
      }
    }
    return .copy(sources: Array(paths.dropLast()), target: target, owner: owner, mode: mode)
  }
}

extension Dockerfile.Instruction {
  var isFrom: Bool {
    if case .from = kind { true } else { false }
  }

  var isArgument: Bool {
    if case .argument = kind { true } else { false }
  }
}

extension StringProtocol {
  /// Without white space at its ends.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
