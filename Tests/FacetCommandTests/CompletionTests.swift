import ArgumentParser
import FacetJSON
import TestSupport
import Testing

@testable import FacetCommand

@Suite("What a shell completes")
struct CompletionTests {
  /// A value that a command takes.
  private struct Place {
    var name: String
    var value: String
    var completion: JSONValue?
  }

  private static func places() throws -> [Place] {
    let error = #expect(throws: (any Error).self) {
      try FacetCommand.parseAsRoot(["--experimental-dump-help"])
    }
    let text = error.map { FacetCommand.fullMessage(for: $0) } ?? ""
    var places: [Place] = []
    func visit(_ command: JSONValue, _ path: String) {
      for argument in command["arguments"]?.array ?? [] where argument["kind"] != "flag" {
        let option = argument["preferredName"]?["name"]?.string
        places.append(
          Place(
            name: path + (option.map { " --\($0)" } ?? ""),
            value: argument["valueName"]?.string ?? "", completion: argument["completionKind"]))
      }
      for subcommand in command["subcommands"]?.array ?? [] {
        guard let name = subcommand["commandName"]?.string, name != "help" else { continue }
        visit(subcommand, path + " " + name)
      }
    }
    visit(try ResponseJSON.value(of: Array(text.utf8))["command"] ?? .null, "facet")
    return places
  }

  @Test("Every path is completed with files or folders")
  func paths() throws {
    let paths: Set = ["file", "folder", "path", "config", "questions", "dataset", "prices"]
    let places = try Self.places().filter { paths.contains($0.value) }
    #expect(places.count > 40)
    for place in places {
      let isPath = place.completion?["file"] != nil || place.completion?["directory"] != nil
      #expect(isPath, "\(place.name) <\(place.value)>")
    }
  }

  @Test("Providers and models are completed with their names, perspectives with the file's")
  func names() throws {
    let places = try Self.places()
    for place in places where place.name.hasSuffix(" --provider") {
      let names = place.completion?["list"]?["values"]?.array ?? []
      #expect(names.contains("openrouter") && names.contains("vllm"), "\(place.name)")
    }
    // Harbor has its own names.
    for place in places
    where place.name.hasSuffix(" --model") && place.value != "provider/model" {
      let names = place.completion?["list"]?["values"]?.array ?? []
      #expect(names.contains("gpt-5-mini"), "\(place.name)")
    }
    let perspectives = places.filter { $0.value.hasPrefix("glob") }
    #expect(perspectives.count >= 2)
    #expect(perspectives.allSatisfy { $0.completion?["custom"] != nil })
  }
}
