internal import ArgumentParser
internal import FacetJSON
internal import FacetPlatform

extension EpisodesCommand {
  /// `facet episodes inspect`
  struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Show episodes readably.",
      discussion: """
        Without '--index' or '--id' it lists a file's episodes, a line each.

        Example: facet episodes inspect data/episodes/questions.jsonl --index 0
        """)

    @Argument(
      help: ArgumentHelp("A file of episodes.", valueName: "file"),
      completion: .file(extensions: ["jsonl"]))
    var file: String

    @Option(
      help: ArgumentHelp("The episode at this place, counted from 0.", valueName: "number"))
    var index: Int?

    @Option(help: ArgumentHelp("The episode of this id, or of this question.", valueName: "id"))
    var id: String?

    @Flag(help: "Show all turns of every run, not of the one with the hint alone.")
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
          console.print("\(file):\(position + 1): error: this line is no JSON")
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
          "\(file): error: none of its \(Quantity.count(lines.count, "episode")) fits")
        throw ExitStatus(code: ExitStatus.usage)
      }
    }
  }
}
