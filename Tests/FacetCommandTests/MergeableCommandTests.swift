import ArgumentParser
import Testing

@testable import FacetCommand

@Suite("The command of shards, restated for a merge")
struct MergeableCommandTests {
  private func restated(_ words: String) throws -> any MergeableCommand {
    let words = words.split(separator: " ").map(String.init)
    let command = try #require(try FacetCommand.parseAsRoot(words) as? any MergeableCommand)
    return try command.restated(with: SandboxChoices.parse([]))
  }

  @Test("Keeps what was asked of a run, and nothing that writes elsewhere or asks again")
  func run() throws {
    let command = try #require(
      try restated(
        "run c.json -o out.json -n 9 --perspectives A* --set a.b=1 --model m --base-url http://h/v1 "
          + "--replicate r --offline --budget-requests 7 --ban b.txt -j 3 --shuffle-seed 4 "
          + "--events e.jsonl --fresh --join --retry-failed all --ca-file ca.pem --json "
          + "-v --scratch /s --shard 0/2 --shards-dir d") as? RunCommand)
    #expect(command.task.configurationPath == "c.json")
    #expect(command.selection.limit == 9)
    #expect(command.selection.perspectives == "A*")
    #expect(command.budget.budgetRequests == 7)
    #expect(command.contamination.ban == "b.txt")
    let keys = command.task.overriding
    #expect(keys.settings == ["a.b=1"])
    #expect(keys.model == "m")
    #expect(keys.baseURL == "http://h/v1")
    #expect(keys.maxConcurrency == 3)
    #expect(keys.shuffleSeed == 4)
    #expect(keys.caFile == nil)
    let running = command.running
    #expect(command.target.output == "out.json")
    #expect(running.replicate == "r")
    #expect(running.offline && running.noProgress)
    #expect(running.events == nil)
    #expect(!running.fresh && !running.join && !running.noLedger && !running.json)
    #expect(running.retryFailed == .transient)
    #expect(command.sharding.shard == nil)
    #expect(command.sharding.shardsDir == nil)
    #expect(command.sharding.scratch == nil)
  }

  @Test("Runs no program that the shards' files name, and judges no file again")
  func episodes() throws {
    let command = try #require(
      try restated(
        "episodes c.json --questions-dir q --n-consistency 5 --python /tmp/evil --unsafe-no-sandbox "
          + "--code-timeout 9 -o e.jsonl --rejudge other.jsonl") as? EpisodesCommand.Generate)
    #expect(command.path == "c.json")
    #expect(command.episodes.places == ["q"])
    #expect(command.episodes.nConsistency == 5)
    #expect(command.episodes.sandbox.python == SandboxOptionsDefault.python)
    #expect(!command.episodes.sandbox.unsafeNoSandbox)
    #expect(command.episodes.sandbox.codeTimeout == 9)
    #expect(command.rejudge == nil)
  }

  @Test("Downloads nothing for questions")
  func questions() throws {
    let command = try #require(
      try restated(
        "questions --llm --csv a.csv --max-questions 4 --kaggle o/n --python /tmp/evil -o q --seed 3"
      )
        as? QuestionsCommand.Generate)
    #expect(command.llm)
    #expect(command.csv == ["a.csv"])
    #expect(command.maxQuestions == 4)
    #expect(command.output == "q")
    #expect(command.seed == 3)
    #expect(!command.kaggle.isWanted)
    #expect(command.sandbox.python == SandboxOptionsDefault.python)
  }

  @Test("Code runs with the program of whoever merges")
  func ownProgram() throws {
    let command = try #require(
      try FacetCommand.parseAsRoot(["episodes", "--python", "/tmp/evil"]) as? any MergeableCommand)
    let choices = try SandboxChoices.parse(["--python", "/opt/python"])
    #expect(try command.restated(with: choices).sandboxChoices?.python == "/opt/python")
  }

  /// The program that runs code if none is named.
  private enum SandboxOptionsDefault {
    static let python = "/usr/bin/python3"
  }
}
