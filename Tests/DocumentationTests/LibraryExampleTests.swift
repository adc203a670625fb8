import ArgumentParser
import Facet
import FacetConfiguration
import FacetModels
import FacetPlatform
import FacetRehearsal
import Testing

@testable import FacetCommand

@Suite("The library's example")
struct LibraryExampleTests {
  @Test("It is the one of the README")
  func isOfTheReadme() throws {
    let source = String(
      decoding: try FileSystem.contents(
        of: FileSystem.parent(of: #filePath) + "/LibraryExample.swift"), as: UTF8.self)
    let from = try #require(source.firstRange(of: "// The example begins.\n")).upperBound
    let to = try #require(source.firstRange(of: "    // The example ends.")).lowerBound
    let example = source[from..<to].split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    ") ? $0.dropFirst(4) : $0 }.joined(separator: "\n")
    let blocks = try Page("README.md").blocks(of: "swift")
    #expect(blocks.contains { ($0 + "\n").hasSuffix(example) })
  }

  @Test("It writes a dataset of a new task")
  func works() async throws {
    let folder = try ScratchFolder()
    defer { folder.remove() }
    let command = try FacetCommand.parseAsRoot(["init", "tried", "--directory", folder.path])
    let start = try #require(command as? InitCommand)
    try start.run()
    let configuration = try TaskConfiguration(
      contentsOf: folder.path + "/configs/tried.json")
    let rehearsed = try await Rehearsal.withOptions(RunOptions(environment: [:])) { options in
      try await DataGenerationPipeline(configuration: configuration, options: options)
        .generateDataset()
    }
    #expect(rehearsed.ending == .complete && rehearsed.datasetPath.contains("_rehearsal"))
    try await RehearsalServer.withServer(options: RehearsalOptions()) { server in
      let outcome = try await LibraryExample.run(
        path: folder.path + "/configs/tried.json",
        environment: [
          "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": server.baseURL(for: .openAIChat),
        ])
      #expect(outcome.ending == .complete)
      #expect(outcome.counts.answered == 9)
      #expect(FileSystem.exists(outcome.datasetPath))
    }
  }
}
