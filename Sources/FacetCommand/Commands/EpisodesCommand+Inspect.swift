internal import ArgumentParser
internal import FacetJSON
internal import FacetPlatform

extension EpisodesCommand {
  /// `facet episodes inspect`
  struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Show the episodes of a file.",
      discussion: """
        Without '--index' or '--id' it lists the episodes, one on a line.

        Example: facet episodes inspect data/episodes/questions.jsonl --index 0
        """)

    @Argument(
      help: ArgumentHelp("A file of episodes.", valueName: "file"),
      completion: .file(extensions: ["jsonl"]))
    var file: String

    @Option(
      help: ArgumentHelp("Show the episode at this position, 0-based.", valueName: "number"))
    var index: Int?

    @Option(help: ArgumentHelp("Show the episode with this id or question id.", valueName: "id"))
    var id: String?

    @Flag(help: "Show the turns of every run, not only of the run with the hint.")
    var allTraces = false

    @Flag(help: "Print the records as JSON.")
    var json = false

    func run() async throws {
      let console = Console()
      let lines: [ArraySlice<UInt8>]
      let bytes: [UInt8]
      do throws(SystemError) {
        bytes = try FileSystem.contents(of: file)
      } catch {
        console.print("error: \(error)")
        throw ExitStatus(code: ExitStatus.usage)
      }
      lines = bytes.split(separator: 0x0A)
      var shown = 0
      for (position, line) in lines.enumerated() where index == nil || index == position {
        guard let episode = try? ResponseJSON.value(of: Array(line)) else {
          console.print("\(file):\(position + 1): error: this line is not JSON")
          throw ExitStatus(code: ExitStatus.usage)
        }
        let names = [episode["episode_id"]?.string, episode["question"]?["id"]?.string]
        guard id == nil || names.contains(id) else { continue }
        shown += 1
        let failure =
          if json {
            ResultDocument.write(episode)
          } else {
            Terminal.write(
              (index == nil && id == nil
                ? EpisodeText.line(of: episode, position: position)
                : EpisodeText.text(of: episode, position: position, showsAllTraces: allTraces))
                + "\n", to: .standardOutput)
          }
        if failure != nil { return }
      }
      guard shown > 0 else {
        console.print(
          "\(file): error: no match among \(Quantity.count(lines.count, "episode"))")
        throw ExitStatus(code: ExitStatus.usage)
      }
    }
  }
}
