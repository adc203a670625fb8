internal import ArgumentParser
internal import FacetBox
internal import FacetPlatform

/// `facet box`: the root file systems that task environments begin with.
struct BoxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "box", abstract: "Make, list and prune the file systems that boxes begin with.",
    discussion: """
      A box is a file system of its own for an agent or for tests: a base, the layers of a \
      Dockerfile, and a layer to write to. A Dockerfile's FROM names a base. The base 'host' shows \
      this machine's own programs, read-only, and needs not be made.

      Example: facet box make debian:bookworm-slim --include python3,jq
      """,
    subcommands: [Make.self, List.self, Prune.self])

  /// `facet box make`: a base from Debian's packages, a folder or a tar file.
  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make", abstract: "Make a base.")

    @Argument(
      help: ArgumentHelp(
        "The base's name, as FROM writes it: debian:bookworm-slim.",
        valueName: "name"))
    var name: String

    @Option(
      help: ArgumentHelp("Debian packages to include, with commas.", valueName: "names"))
    var include: String?

    @Option(help: ArgumentHelp("The Debian release.", valueName: "name"))
    var suite = "bookworm"

    @Option(
      help: ArgumentHelp(
        "Use this image in the OCI layout, folder or tar file instead of installing Debian.",
        valueName: "path"), completion: .file())
    var from: String?

    func validate() throws {
      try OptionRule.name(name, "the base")
      try OptionRule.name(include, "--include")
      try OptionRule.name(suite, "--suite")
      try OptionRule.name(from, "--from")
      if name.hasPrefix("-") { throw ValidationError("A base's name must not begin with '-'.") }
      if from != nil, include != nil {
        throw ValidationError("'--include' and '--from' exclude each other.")
      }
    }

    func run() async throws {
      let console = Console()
      if let from, !FileSystem.exists(from) {
        throw ValidationError("there is no file or folder '\(from)'")
      }
      do throws(BoxError) {
        let store = try BoxStore(folder: BoxChoices.folder)
        let packages = (include ?? "").split(separator: ",").map(String.init)
        let source: BaseMaker.Source =
          switch from {
          case let path? where BaseMaker.isImage(path): .image(path)
          case let path? where FileSystem.isDirectory(path): .folder(path)
          case let path?: .archive(path)
          case nil: .debian(suite: suite, packages: packages)
          }
        console.print("making the base '\(name)'")
        try await BaseMaker(store: store).make(name, from: source)
      } catch {
        console.print("error: \(error)")
        throw ExitStatus(code: ExitStatus.failure)
      }
      Terminal.write(name + "\n", as: .exact, to: .standardOutput)
    }
  }

  /// `facet box list`: the bases.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the bases.")

    func run() throws {
      do throws(BoxError) {
        let store = try BoxStore(folder: BoxChoices.folder)
        for name in Set(store.bases + [BoxImage.hostName]).sorted() {
          Terminal.write(name + "\n", as: .exact, to: .standardOutput)
        }
      } catch {
        Console().print("error: \(error)")
        throw ExitStatus(code: ExitStatus.failure)
      }
    }
  }
}
