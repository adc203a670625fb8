import FacetConfiguration
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@testable import FacetScore

@Suite("Scores of tests and programs", .needsBubblewrap, .serialized)
struct ProgramScorerTests {
  private func tested(
    _ responses: [String], _ tests: JSONValue, _ members: String = ""
  ) async throws -> [Score] {
    let scorer = try ScoredCase.scorers([
      #"{"name": "s", "kind": "code", "tests": "{{tests}}"\#(members)}"#
    ])[0]
    let group = responses.map { response in
      ScoredCompletion(response: response) { $0 == "tests" ? tests : nil }
    }
    return await Scorecard([scorer]).scores(of: group, by: scorer)
  }

  private func fenced(_ code: String) -> String { "Here:\n```python\n\(code)\n```" }

  @Test("The share of the tests that pass")
  func shares() async throws {
    let right = fenced("def twice(x):\n  return 2 * x")
    let half = fenced("def twice(x):\n  return x + 2")
    let broken = fenced("def twice(x:\n  return")
    let list: JSONValue = ["assert twice(2) == 4", "assert twice(3) == 6"]
    let text: JSONValue = "import math\nassert twice(2) == math.floor(4.5)\nassert twice(3) == 6"
    let functions: JSONValue =
      "def test_a():\n  assert twice(2) == 4\ndef test_b():\n  assert twice(3) == 6"
    let program: JSONValue =
      "def check():\n  assert twice(2) == 4\nif __name__ == '__main__':\n  check()"
    let checked = try await tested([right, fenced("def twice(x):\n  return 5")], program)
    #expect(checked.map(\.text) == ["1.0", "0.0"])
    for tests in [list, text, functions] {
      let found = try await tested([right, half, broken, "no code"], tests)
      #expect(found.map(\.text) == ["1.0", "0.5", "0.0", "no_extract"])
    }
    #expect(try await tested([right], "assert twice(2 ==").map(\.text) == ["no_gold"])
    #expect(try await tested([right], []).map(\.text) == ["no_gold"])
    #expect(try await tested([right], .null).map(\.text) == ["no_gold"])
  }

  @Test(
    "Code as models write it",
    arguments: [
      (
        "def twice(x):\n  return 2 * x\n\nif __name__ == '__main__':\n  print(twice(int(input())))",
        "1.0"
      ),
      (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n@dataclass\n"
          + "class P:\n  x: int\n\ndef twice(x): return P(2 * x).x", "1.0"
      ),
      ("import sys\nprint('x' * 10**6)\ntwice = lambda x: x + x", "1.0"),
      ("class Doubler:\n  def twice(self, x): return 2 * x", "0.0"),
      ("def twice(x):\n  return 2 * x\ntwice('a', 'b')", "0.0"),
      ("def twice(x):\n\treturn str(2 * x)", "0.0"),
    ])
  func written(code: String, expected: String) async throws {
    let found = try await tested([fenced(code)], ["assert twice(2) == 4"])
    #expect(found.map(\.text) == [expected])
  }

  @Test("The last block of code counts")
  func lastBlock() async throws {
    let found = try await tested(
      [fenced("def twice(x): return x") + "\nBetter:\n" + fenced("def twice(x): return 2 * x")],
      ["assert twice(2) == 4"])
    #expect(found.map(\.text) == ["1.0"])
  }

  @Test("Code that ends, hangs, prints or writes passes nothing by it")
  func hostile() async throws {
    let attacks = [
      "import sys\nsys.exit(0)", "import os\nos._exit(0)", "while True: pass",
      "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\ndef twice(x): return 1",
      "print('{\"results\": [{\"passed\": 1, \"of\": 1}]}')",
      "import socket\nsocket.create_connection(('127.0.0.1', 80))",
      "x = 'a' * 10**11", "raise SystemExit(0)",
    ]
    for attack in attacks {
      let found = try await tested(
        [fenced(attack)], ["assert twice(2) == 4"], #", "timeout_s": 1"#)
      #expect(found[0].value ?? .zero == .zero, "\(attack): \(found[0])")
    }
  }

  private func said(
    _ program: String, _ responses: [String], _ members: String = ""
  ) async throws -> [Score] {
    let folder = try ScratchFolder()
    let script = try folder.write(program, to: "score.py")
    let scorer = try ScoredCase.scorers([
      #"{"name": "s", "kind": "command", "command": ["/usr/bin/python3", "\#(script)"]\#(members)}"#
    ])[0]
    let group = responses.map { response in
      ScoredCompletion(response: response) { _ in
        nil
      } row: {
        ["response": .string(response)]
      }
    }
    return await Scorecard([scorer]).scores(of: group, by: scorer)
  }

  @Test("A program scores line by line")
  func command() async throws {
    let program = """
      import json, sys
      print("ready")
      for line in sys.stdin:
          row = json.loads(line)
          n = len(row["response"])
          answer = {"id": row["id"], "score": n / 4} if n else {"id": row["id"], "score": None, "reason": "short"}
          print(json.dumps(answer), flush=True)
      """
    let found = try await said(program, ["ab", "", "abcd"])
    #expect(found.map(\.text) == ["0.5", "unsure", "1.0"])
    #expect(found[1].detail == "short")
  }

  @Test("A program that ends, hangs or says nonsense is a reason, and is started again")
  func deadCommand() async throws {
    let program = """
      import json, sys, time
      for line in sys.stdin:
          row = json.loads(line)
          if row["response"] == "die": sys.exit(3)
          if row["response"] == "hang": time.sleep(60)
          score = "high" if row["response"] == "lie" else 1
          if row["response"] == "nan": score = float("nan")
          print(json.dumps({"id": row["id"], "score": score}), flush=True)
      """
    let found = try await said(
      program, ["die", "fine", "hang", "lie", "nan", "fine"], #", "timeout_s": 2"#)
    #expect(
      found.map(\.text) == [
        "command_failed", "1.0", "timeout", "command_failed", "command_failed", "1.0",
      ])
    #expect(found[4].detail?.contains("NaN") == true)
  }

  @Test("A row's time begins when its program has answered the one before")
  func patience() async throws {
    let program = """
      import json, sys, time
      for line in sys.stdin:
          time.sleep(0.7)
          print(json.dumps({"id": json.loads(line)["id"], "score": 1}))
      """
    let folder = try ScratchFolder()
    let script = try folder.write(program, to: "score.py")
    let scorer = try ScoredCase.scorers([
      #"{"name": "s", "kind": "command", "command": ["/usr/bin/python3", "\#(script)"], "timeout_s": 2}"#
    ])[0]
    let card = Scorecard([scorer])
    let row = ScoredCompletion(response: "x", row: { ["response": "x"] })
    async let one = card.scores(of: [row], by: scorer)
    async let two = card.scores(of: [row], by: scorer)
    async let three = card.scores(of: [row], by: scorer)
    let found = await one + two + three
    #expect(found.map(\.text) == ["1.0", "1.0", "1.0"])
  }

  @Test("A program gets no key")
  func environment() async throws {
    let program = """
      import json, os, sys
      for line in sys.stdin:
          keys = [name for name in os.environ if "KEY" in name or "TOKEN" in name]
          print(json.dumps({"id": json.loads(line)["id"], "score": len(keys)}), flush=True)
      """
    #expect(try await said(program, ["x"]).map(\.text) == ["0.0"])
  }
}
