import FacetTasks
import TestSupport
import Testing

@Suite("A task's certificate", .needsBoxes)
struct CertificationTests {
  @Test("A sound task holds, with every attempt in its certificate")
  func sound() async throws {
    let certificate = try await TaskFixture.sound.certificate()
    #expect(certificate.holds, "\(certificate.reasons) \(certificate.log)")
    #expect(certificate.solution.rewards == [1, 1] && certificate.nothing.rewards == [0, 0])
    #expect(certificate.wrong.names.contains("touch of what is tested"))
    #expect(certificate.wrong.names.count >= 4 && certificate.wrong.passed == 0)
    #expect(
      certificate.tampering.names.dropFirst(Tampering.attempts.count) == [
        "programs at the paths that the tests name",
        "programs with the names in the tests, in their folders and on PATH",
        "a program in place of /app/counts.txt",
      ])
    #expect(certificate.tampering.passed == 0)
    #expect(certificate.taskDigest.hasPrefix("sha256:"))
  }

  /// A task with a flaw that public generators ship, and a part of the reason for its refusal.
  struct Flawed: Sendable, CustomTestStringConvertible {
    var name: String
    var reason: String
    var changes: [String: String?]

    init(_ name: String, _ reason: String, _ changes: [String: String?]) {
      self.name = name
      self.reason = reason
      self.changes = changes
    }

    var testDescription: String { name }
  }

  static let flawed = [
    Flawed(
      "a here-document that never ends swallows the solution", "its solution fails",
      [
        "solution/solve.sh":
          "#!/bin/sh\ncat >/dev/null <<EOF\n  wc -w /app/texts/*\n  EOF\ncd /app\n"
      ]),
    Flawed(
      "a placeholder was never filled in", "its solution fails",
      ["solution/solve.sh": "#!/bin/sh\nwc -w {folder}/*.txt >/app/counts.txt\n"]),
    Flawed(
      "the tests always pass", "pass although nothing was done",
      ["tests/test.sh": "#!/bin/sh\n# for now\necho 1 >/logs/verifier/reward.txt\n"]),
    Flawed(
      "an empty file is enough", "though empty",
      [
        "tests/test.sh": "#!/bin/sh\nr=0; [ -e /app/counts.txt ] && r=1\n"
          + "echo $r >/logs/verifier/reward.txt\n"
      ]),
    Flawed(
      "the tests install programs when they grade", "its solution fails",
      [
        "tests/test.sh": "#!/bin/sh\nset -e\ncurl -sSf https://example.org/install.sh | sh\n"
          + "pip install -q pytest\necho 1 >/logs/verifier/reward.txt\n"
      ]),
    Flawed("there is no solution", "no 'solution/solve.sh'", ["solution/solve.sh": nil]),
    Flawed("there are no tests", "no 'tests/test.sh'", ["tests/test.sh": nil]),
    Flawed(
      "the tests look at one of many results", "wrong solutions",
      [
        "solution/solve.sh": "#!/bin/sh\ncd /app/texts\ncp a.txt a.out\ncp b.txt b.out\n"
          + "wc -w <c.txt >c.out\nsort a.txt >d.out\nhead -1 a.txt >e.out\n",
        "tests/test.sh": "#!/bin/sh\nr=0; grep -q three /app/texts/a.out && r=1\n"
          + "echo $r >/logs/verifier/reward.txt\n",
      ]),
    Flawed(
      "the tests end by chance", "not reproducible",
      [
        "tests/test.sh": "#!/bin/sh\nr=0\n[ -s /app/counts.txt ] && "
          + "case $(cat /proc/sys/kernel/random/uuid) in [0-7]*) r=1;; esac\n"
          + "echo $r >/logs/verifier/reward.txt\n"
      ]),
    Flawed(
      "the tests run a program that the agent can edit", "tampering is rewarded",
      [
        "environment/texts/check.sh": "[ \"$(head -1 /app/counts.txt)\" = 'a.txt 4' ]\n",
        "tests/test.sh": "#!/bin/sh\nr=0; sh /app/texts/check.sh && r=1\n"
          + "echo $r >/logs/verifier/reward.txt\n",
      ]),
    Flawed(
      "the tests run a program that the agent writes",
      "tampering is rewarded: programs at the paths",
      running("#!/bin/sh\nwc -w /app/texts/a.txt >/dev/null; echo 'a.txt 4'\n", as: "/app/count")),
    Flawed(
      "the tests run a relative program with a shell", "tampering is rewarded: programs with",
      running("echo 'a.txt 4'\n", as: "/app/tools/count.sh", by: "cd /app/tools && sh ./count.sh")),
    Flawed(
      "the tests find a program on a PATH of the agent's", "tampering is rewarded: programs with",
      running(
        "#!/bin/sh\necho 'a.txt 4'\n", as: "/opt/own/count", by: "PATH=/opt/own:$PATH; count")),
    Flawed(
      "the tests source a file of the agent's", "tampering is rewarded: programs at the paths",
      running("result='a.txt 4'\n", as: "/app/settings", by: ". /app/settings; echo $result")),
    Flawed(
      "the tests import a module of the agent's", "tampering is rewarded: programs",
      running(
        "def count():\n    return 'a.txt 4'\n", as: "/app/lib/counting.py",
        by: "PYTHONPATH=/app/lib python3 -c 'import counting; print(counting.count())'")),
    Flawed(
      "the tests run what a variable names",
      "tampering is rewarded: programs that the solution wrote",
      running(
        "#!/bin/sh\necho 'a.txt 4'\n", as: "/srv/deep/er/count",
        by: "d=srv/deep; e=er/count; /$d/$e")),
    Flawed(
      "the solution ends with an error, and the tests run what it wrote",
      "tampering is rewarded: programs that the solution wrote",
      running(
        "#!/bin/sh\necho 'a.txt 4'\n", as: "/srv/deep/er/count",
        by: "d=srv/deep; e=er/count; /$d/$e", ending: "false\n")),
    Flawed(
      "the tests run every file of a folder", "tampering is rewarded: programs",
      running(
        "echo 'a.txt 4'\n", as: "/app/hooks/10-count",
        by: "for hook in /app/hooks/*; do sh $hook; done")),
    Flawed(
      "the tests run a makefile of the agent's", "tampering is rewarded: programs",
      running(
        "count:\n\t@echo 'a.txt 4'\n", as: "/app/Makefile", by: "make -s -C /app count")),
    Flawed(
      "success is an exit status", "neither '/logs/verifier/reward.json' nor",
      ["tests/test.sh": "#!/bin/sh\ngrep -q 'a.txt 4' /app/counts.txt\n"]),
    Flawed(
      "the reward is no number", "no finite number",
      ["tests/test.sh": "#!/bin/sh\necho '{\"reward\": \"pass\"}' >/logs/verifier/reward.json\n"]),
    Flawed(
      "the tests never end", "by the time limit",
      [
        "tests/test.sh": "#!/bin/sh\necho 1 >/logs/verifier/reward.txt\nsleep 100\n",
        "task.toml": "[verifier]\ntimeout_sec = 1.0\n",
      ]),
    Flawed(
      "the environment cannot be made", "environment/Dockerfile:3: there is no 'data'",
      ["environment/Dockerfile": "FROM debian:bookworm-slim\nWORKDIR /app\nCOPY data /app/\n"]),
    Flawed(
      "its user does not exist", "its solution fails",
      ["task.toml": "[agent]\nuser = \"nobody-of-that-name\"\n"]),
    Flawed(
      "its working folder is a file", "its boxes cannot be started",
      ["task.toml": "[environment]\nworkdir = \"/app/texts/a.txt\"\n"]),
    Flawed(
      "the environment needs services", "boxes do not follow 'HEALTHCHECK'",
      ["environment/Dockerfile": "FROM x\nHEALTHCHECK CMD true\n"]),
    Flawed(
      "the environment is made of several services", "'environment/docker-compose.yaml'",
      ["environment/docker-compose.yaml": "services: {main: {}, database: {}}\n"]),
    Flawed(
      "the settings are wrong", "task.toml: 'environment.network_mode' must be one of",
      ["task.toml": "[environment]\nnetwork_mode = \"none\"\n"]),
    Flawed(
      "the settings are no TOML", "task.toml:2: ',' or ']' is missing",
      ["task.toml": "[metadata]\ntags = [\"a\" \"b\"]\n"]),
  ]

  /// Changes to the sound task: the solution is a file, which the tests run by a command.
  private static func running(
    _ text: String, as path: String, by command: String? = nil, ending: String = ""
  ) -> [String: String?] {
    [
      "solution/solve.sh": "#!/bin/sh\nset -e\nmkdir -p $(dirname \(path))\n"
        + "cat >\(path) <<'END'\n\(text)END\nchmod 755 \(path)\n\(ending)",
      "tests/test.sh": "#!/bin/sh\nresult=$(\(command ?? path))\nr=0\n"
        + "[ \"$result\" = 'a.txt 4' ] && r=1\necho $r >/logs/verifier/reward.txt\n",
    ]
  }

  @Test("Tests that run an agent's program as another user hold")
  func dropped() async throws {
    let changes = Self.running(
      "#!/bin/sh\necho 'a.txt 4'\n", as: "/app/count",
      by: "setpriv --reuid=65534 --regid=65534 --clear-groups /app/count")
    let certificate = try await TaskFixture.sound.with(changes).certificate()
    #expect(certificate.holds, "\(certificate.reasons) \(certificate.log)")
    #expect(certificate.tampering.names.contains("programs that the solution wrote replaced"))
    #expect(certificate.rewardedTampering == 0)
  }

  @Test("Known flaws of public tasks are caught, each with its reason", arguments: flawed)
  func flaw(_ flawed: Flawed) async throws {
    let certificate = try await TaskFixture.sound.with(flawed.changes).certificate { rules in
      if flawed.reason == "not reproducible" { rules.repeats = 20 }
      // What comes before the tampering is shown by the other flaws.
      if flawed.reason.hasPrefix("tampering") { (rules.repeats, rules.mutations) = (1, 0) }
    }
    #expect(!certificate.holds)
    #expect(
      certificate.reasons.contains { $0.contains(flawed.reason) },
      "\(certificate.reasons) \(certificate.log)")
    #expect(
      certificate.rewardedTampering
        == certificate.reasons.count { $0.hasPrefix("tampering is rewarded") })
  }
}
