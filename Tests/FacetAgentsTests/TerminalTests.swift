import FacetBox
import FacetConfiguration
import FacetModels
import FacetPlatform
import FacetTasks
import TestSupport
import Testing

@testable import Facet
@testable import FacetAgents

@Suite("An agent at a terminal")
struct TerminalTests {
  private static func text(_ text: String, _ reason: FinishReason = .stop) -> Completion {
    Completion(content: [.text(text)], finishReason: reason)
  }

  private static func reply(
    _ commands: String = "", complete: Bool = false
  ) -> Completion {
    text(
      #"{"analysis": "A", "plan": "P", "commands": [\#(commands)], "task_complete": \#(complete)}"#)
  }

  private static func conversation(
    configure: (inout AgentRules) -> Void = { _ in }
  ) -> TerminalConversation {
    var rules = AgentRules(kind: .terminal)
    configure(&rules)
    var conversation = TerminalConversation(rules: rules, outputLimit: 500) { screen in
      [ChatMessage(.user, text: "Do it. \(screen)")]
    }
    conversation.take(Observation("$", seconds: 0))
    return conversation
  }

  @Test(
    "A reply is read, or answered with what is wrong",
    arguments: [
      (#"{"analysis": "", "plan": "", "commands": []}"#, [], nil, 0),
      (
        #"{"analysis": "", "plan": "", "commands": [{"keystrokes": "ls\n", "duration": 0.5}]}"#,
        [Keystrokes("ls\n", wait: 0.5)], nil, 0
      ),
      (
        #"Well: {"analysis": 1, "plan": "", "commands": [{"keystrokes": "C-c"}]}"#,
        [Keystrokes("C-c", wait: 1)], nil, 3
      ),
      (
        #"{"analysis": "", "plan": "", "commands": [{"keystrokes": "a", "duration": 1e9}]}"#,
        [Keystrokes("a", wait: 60)], nil, 0
      ),
      (
        #"{"analysis": "", "plan": "", "commands": [{"keystrokes": "abcd"}, {"keystrokes": "x"}]}"#,
        [Keystrokes("abcd", wait: 1), Keystrokes("x", wait: 1)], nil, 3
      ),
      (#"{"plan": "", "commands": []}"#, [], "the object lacks 'analysis'", 0),
      (#"{"analysis": "", "plan": "", "commands": {}}"#, [], "'commands' must be an array", 0),
      (
        #"{"analysis": "", "plan": "", "commands": [{"keys": ""}]}"#, [],
        "command 1 must be an object with 'keystrokes', a string", 0
      ),
      (
        #"{"analysis": "", "plan": "", "task_complete": true, "commands": ["x"]}"#, [], nil, 1
      ),
      ("I look around.", [], "the reply is not JSON", 0), ("", [], "the reply is empty", 0),
    ] as [(String, [Keystrokes], String?, Int)])
  func reads(text: String, commands: [Keystrokes], mistake: String?, warnings: Int) {
    do throws(TerminalReply.Mistake) {
      let reply = try TerminalReply(text)
      #expect(mistake == nil)
      #expect(reply.commands == commands)
      #expect(reply.warnings.count == warnings, "\(reply.warnings)")
    } catch {
      #expect(mistake.map { error.sentence.hasPrefix($0) } == true, "\(error.sentence)")
    }
  }

  @Test("The end is asked for twice, and anything between begins anew")
  func confirms() {
    var conversation = Self.conversation()
    conversation.take(Self.reply(complete: true))
    #expect(conversation.next == .act(.keystrokes([])))
    conversation.take(Observation("$", seconds: 0))
    #expect(conversation.turns.last?.observation?.contains("really done") == true)
    conversation.take(Self.reply(#"{"keystrokes": "ls\n", "duration": 0}"#))
    conversation.take(Observation("a", seconds: 0))
    conversation.take(Self.reply(complete: true))
    #expect(conversation.ending == nil)
    conversation.take(Observation("$", seconds: 0))
    conversation.take(Self.reply(complete: true))
    #expect(conversation.ending == .completed)
  }

  @Test("Keystrokes of the reply that confirms the end are typed")
  func typesLastKeys() {
    var conversation = Self.conversation()
    conversation.take(Self.reply(complete: true))
    conversation.take(Observation("$", seconds: 0))
    conversation.take(Self.reply(#"{"keystrokes": "rm x\n", "duration": 0}"#, complete: true))
    #expect(conversation.next == .act(.keystrokes([Keystrokes("rm x\n", wait: 0)])))
    conversation.take(Observation("$ rm x", seconds: 0))
    #expect(conversation.ending == .completed)
    #expect(conversation.turns.last?.observation == "$ rm x")
  }

  @Test("A reply that was cut off is not followed")
  func refusesCutReplies() {
    var conversation = Self.conversation()
    conversation.take(Self.text(#"{"analysis": "A", "plan"#, .length))
    #expect(conversation.next == .ask)
    #expect(conversation.turns.last?.isInvalid == true)
    #expect(conversation.turns.last?.observation?.contains("exceeded 500 tokens") == true)
  }

  @Test("A full context is summed up, and the summary takes its place")
  func sumsUp() throws {
    var conversation = Self.conversation { $0.maxContextTokens = 1000 }
    let long = String(repeating: "word ", count: 300)
    for _ in 1...3 {
      conversation.take(Self.reply())
      conversation.take(Observation(long, seconds: 0))
    }
    #expect(conversation.turns.last?.observation?.contains("Write down") == true)
    conversation.take(Self.text("I counted the words."))
    #expect(conversation.summaries == 1)
    // Two replies must not stand one after the other in a trace.
    #expect(conversation.turns.last?.observation?.contains("wrote down then") == true)
    #expect(conversation.next == .ask)
    #expect(conversation.messages.count == 1)
    let message = try #require(conversation.messages.first)
    #expect(message.content.count == 2)
    #expect(conversation.transcript.count > 8)
    conversation.take(Self.reply(complete: true))
    #expect(conversation.ending == nil)
  }

  @Test(
    "New output is shown alone, the screen if there is none",
    arguments: [
      (["$", "$ ls\na\n$"], "New output of the terminal:\n$ ls\na\n$"),
      (["$ ls\na\n$", "$ ls\na\n$ pwd\n/\n$"], "New output of the terminal:\n$ pwd\n/\n$"),
      (["$", "#"], "The screen of the terminal:\n#"),
      (["$ ls", ""], "The screen of the terminal:\n"),
    ] as [([String], String)])
  func showsNews(looks: [String], text: String) {
    var screen = ScreenText(trimsBlankRows: true)
    var shown = ""
    for look in looks { shown = screen.look(buffer: look + "\n\n", screen: look + "\n\n") }
    #expect(shown == text)
  }

  @Test(
    "Names of keys are told from texts",
    arguments: [
      ("C-c", true), ("Enter", true), ("M-x", true), ("F5", true), ("^C", true), ("C-M-a", true),
      ("F13", false), ("C-", false), ("ls\n", false), ("Enter\n", false), ("c", false),
      ("C-cc", false), ("", false),
    ])
  func namesKeys(text: String, isName: Bool) {
    #expect(BoxTerminal.isKeyName(text) == isName)
  }

  private static let canRun =
    ["bwrap", "unshare", "prlimit", "setpriv", "tmux"]
    .allSatisfy { SystemProgram.path(of: $0) != nil } && ProcessIdentity.isRoot

  @Test(
    "What is typed runs in the box, and a shell that ends begins again",
    .enabled(if: canRun, "boxes need root, bubblewrap and util-linux here, terminals tmux"))
  func types() async throws {
    let fixture = try TraceFixture(tasks: 1)
    var builder = ImageBuilder(store: try BoxStore(folder: fixture.folder.path(of: "boxes")))
    builder.defaultBase = BoxImage.hostName
    try builder.store.prepareHost()
    let places = BoxWorkplaces(builder: builder, width: 1)
    let path = try #require(fixture.tasks.rows.first).path
    let grade = try await places.withWorkplace(
      for: try TaskDirectory(path: path), rules: AgentRules(kind: .terminal)
    ) { place in
      func seen(_ keys: String...) async -> String {
        let all = keys.map { Keystrokes($0, wait: 0.4) }
        let seen = try? await place.observation(of: .keystrokes(all), within: .seconds(20))
        return seen?.text ?? "nothing"
      }
      #expect(await seen().hasPrefix("The screen of the terminal:"))
      let first = await seen("pwd; echo out$((1 + 1)); ls /tests /solution; x=5\n")
      #expect(first.contains("/app"))
      #expect(first.contains("out2"))
      #expect(first.contains("No such file"))
      #expect(await seen("echo \"x is $x;\"\n").contains("x is 5;"))
      #expect(await seen("sleep 1000\n", "C-c", "echo after\n").contains("\nafter"))
      #expect(await seen("exit\n", "echo again\n").contains("again"))
      let many = [Keystrokes("echo one\n", wait: 60), Keystrokes("echo two\n", wait: 0)]
      let late = try? await place.observation(
        of: .keystrokes(many + many), within: .milliseconds(300))
      #expect(late?.text.contains("nothing was typed from command") == true)
      #expect(await seen("echo 'facet/task-0' >/app/answer.txt\n") != "nothing")
      return try? await place.grade()
    }
    #expect(grade?.reward == 1)
    #expect(FileSystem.names(in: builder.store.folder + "/trials").isEmpty)
  }
}
