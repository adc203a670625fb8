import ArgumentParser
import Testing

@testable import FacetCommand

@Suite("The page of the command line")
struct CommandLinePageTests {
  private let page: Page

  init() throws {
    page = try Page("Docs/command-line.md")
  }

  /// Every command, those below a command included.
  private static func commands(
    below command: any ParsableCommand.Type
  ) -> [any ParsableCommand.Type] {
    command.configuration.subcommands.flatMap { [$0] + commands(below: $0) }
  }

  private static let all = commands(below: FacetCommand.self)

  private static func options(of command: any ParsableCommand.Type) -> Set<String> {
    let help = FacetCommand.helpMessage(for: command, columns: 200)
    // The description of an option may hold an example; the options themselves begin a line.
    let lines = help.split(separator: "\n").filter { $0.hasPrefix("  -") }
    return lines.reduce(into: []) { options, line in
      for word in line.split(separator: " ").prefix(3) where word.hasPrefix("--") {
        options.insert(word.hasSuffix(",") ? String(word.dropLast()) : String(word))
      }
    }
  }

  @Test("Every option of every command stands in the page")
  func hasEveryOption() {
    let options = Self.all.reduce(into: Set<String>()) { $0.formUnion(Self.options(of: $1)) }
    #expect(options.isSuperset(of: ["--offline", "--max-concurrency", "--wire", "--faults"]))
    let missing = options.filter { option in
      !page.codeSpans.contains { $0.split(separator: " ").contains(Substring(option)) }
    }
    #expect(missing.sorted() == [])
  }

  @Test("Every option of the page is one of a command")
  func inventsNoOption() {
    let options = Self.all.reduce(into: Set<String>()) { $0.formUnion(Self.options(of: $1)) }
    let written = page.codeSpans.flatMap { $0.split(separator: " ") }
      .filter { $0.hasPrefix("--") && $0 != "--config" && $0 != "--generate-completion-script" }
    #expect(Set(written.map(String.init)).subtracting(options).sorted() == [])
  }

  @Test("The options of clusters are ones of a command, of sbatch or of a server")
  func inventsNoClusterOption() throws {
    let options = Self.all.reduce(into: Set<String>()) { $0.formUnion(Self.options(of: $1)) }
    let spans = try ["Docs/clusters.md", "Docs/cluster-reference.md"]
      .reduce(into: Set<String>()) { $0.formUnion(try Page($1).codeSpans) }
    let written = spans.filter { $0.hasPrefix("--") && $0 != "--port" }.compactMap {
      $0.split { $0 == " " || $0 == "=" }.first.map(String.init)
    }
    #expect(written.contains("--at-once"))
    #expect(Set(written.filter { $0 != "--" }).subtracting(options).sorted() == [])
  }

  @Test("Every command has its place")
  func hasEveryCommand() {
    let names = FacetCommand.configuration.subcommands.map { $0._commandName }
    #expect(names.contains("run"))
    for name in names { #expect(page.text.contains("## `facet \(name)")) }
  }

  @Test("The commands of all pages are understood", arguments: Page.all)
  func commandsParse(path: String) throws {
    let page = try Page(path)
    for block in page.blocks(of: "sh") {
      for line in block.split(separator: "\n") {
        let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
        guard let name = words.first, name == "facet" || name == "bin/facet" else { continue }
        let arguments = words.dropFirst().map { $0.filter { $0 != "'" } }
        #expect(throws: Never.self, "\(path): \(line)") {
          _ = try FacetCommand.parseAsRoot(arguments)
        }
        #expect(CommandWord.mistake(in: arguments) == nil, "\(path): \(line)")
      }
    }
  }
}
