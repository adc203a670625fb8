import FacetCSV
import FacetJSON
import Testing

@Suite("Hooks and answers", .needsSandbox)
struct HookTests {
  private func executions(_ pieces: [String]) async throws -> [CodeExecution] {
    try await SandboxFixture.withPool { pool in
      try await pool.withSession { session in
        var results: [CodeExecution] = []
        for piece in pieces { results.append(try await session.execute(piece)) }
        return results
      }
    }
  }

  @Test("Carry name, value, description, line and dependencies")
  func fields() async throws {
    let result = try await executions([
      """
      total = df.age.sum()
      hook(total, "total  =  df.age.sum()", name="total", description="all years")
      mean = total / 3
      hook(mean, code_line="mean = total / 3", depends_on=["total"])
      submit({"mean": mean}, sure=True)
      """
    ])[0]
    #expect(
      result.hooks == [
        CodeHook(
          name: "total", value: .number(JSONNumber(validated: "102.0")),
          valueHash: "64fc09bd5f88e4b6", description: "all years",
          codeLine: "total  =  df.age.sum()", lineRan: true),
        CodeHook(
          name: "mean", value: .number(JSONNumber(validated: "34.0")),
          valueHash: result.hooks[1].valueHash,
          codeLine: "mean = total / 3", lineRan: true, dependsOn: ["total"]),
      ])
    #expect(result.submissions.map(\.value.text) == [#"{"mean":34.0}"#])
  }

  @Test("A line counts as run only if it ran in this piece or an earlier one")
  func grounding() async throws {
    let results = try await executions([
      "a = 1\nif a > 1:\n    b = 2\nelse:\n    b = 3\nhook(b, 'b = 3', name='x')\nhook(b, 'b = 2')",
      "hook(a, 'a = 1', name='a')\nhook(a, 'a = 5', name='b')\nhook(a, name='c')",
      "hook(0, 'z = 1', name='early')\nz = 1\nhook(z, 'z = 1', name='late')",
      "hook(0, '''q = (1 +\n  2)''', name='before')\nq = (1 +\n     2)\nhook(q, 'q = (1 +\\n 2)')",
      "def f():\n    r = 7\n    return r\nhook(1, 'r = 7')\nf()\nhook(1, 'r = 7')",
      "c = 4\n1 / 0\nd = 5",
      "hook(1, 'c = 4')\nhook(1, 'd = 5')",
    ])
    let ran = results.map { $0.hooks.map(\.lineRan) }
    #expect(
      ran == [
        [true, false], [true, false, false], [false, true], [false, true], [false, true], [],
        [true, false],
      ])
  }

  @Test("Lines run inside functions, handlers, loops and matches, and of decorators, are known")
  func nested() async throws {
    let results = try await executions([
      """
      from __future__ import annotations
      @staticmethod
      def f(x):
          \"""Says how.\"""
          try:
              y = 1 / x
          except ZeroDivisionError:
              y = 0
          return y
      class A:
          k = 1
      match f(0):
          case 0:
              z = 1
          case _:
              z = 2
      for i in range(2): z += i
      for line in ('@staticmethod', 'y = 1 / x', 'except ZeroDivisionError:', 'y = 0', 'k = 1',
                   'case 0:', 'z = 1', 'z = 2', 'for i in range(2): z += i', 'submit(f.__doc__)'):
          hook(z, line)
      submit(f.__doc__)
      """,
      "hook(f(1), 'y = 1 / x')\nhook(1, 'y = 2')\n1 + 1",
    ])
    let ran = results.map { $0.hooks.map(\.lineRan) }
    #expect(
      ran == [
        [true, true, true, true, true, true, true, false, true, false], [true, false],
      ])
    #expect(results[0].submissions.map(\.value.text) == [#""Says how.""#])
    #expect(results[1].standardOutput == "2\n")
  }

  private static let values = [
    ("0", "0"), ("False", "false"), ("''", "\"\""), ("[]", "[]"), ("None", "null"),
    ("float('nan')", "\"NaN\""), ("-np.inf", "\"-Infinity\""), ("np.int64(3)", "3"),
    ("np.bool_(True)", "true"), ("np.float64(0.5)", "0.5"), ("pd.NaT", "\"NaN\""),
    ("pd.Timestamp('2020-01-02')", "\"2020-01-02 00:00:00\""),
    ("np.datetime64('2020-01-02', 'ns')", "\"2020-01-02 00:00:00\""),
    ("pd.to_datetime(pd.Series(['2020-01-02', None])).values", "[\"2020-01-02 00:00:00\",\"NaN\"]"),
    ("np.timedelta64(90, 'm')", "\"0 days 01:30:00\""),
    ("np.array([1, 2])", "[1,2]"),
    ("{2: 'b', 1: (1, None)}", #"{"2":"b","1":[1,null]}"#), ("{1, 3, 2}", "[1,2,3]"),
    ("pd.DataFrame()", "{}"), ("df[['age']].head(1)", "36.0"),
    ("df.age.head(2)", #"[36.0,"NaN"]"#), ("df.score", #"[9.5,7.25,"NaN",8.0]"#),
    ("df.groupby('name').age.sum().head(2)", #"{"Ada":36.0,"Bob":0.0}"#),
    ("df[['name', 'age']].head(1)", #"{"Ada":36.0}"#),
    ("df.head(1)", #"[{"name":"Ada","age":36.0,"score":9.5}]"#),
    ("{('a', 1): 2}", #"{"a, 1":2}"#), ("{True: 1, None: 2}", #"{"true":1,"null":2}"#),
  ]

  @Test("A value is recorded as JSON, and equal values share a hash")
  func normalisation() async throws {
    let results = try await executions(
      Self.values.map { value, _ in
        "v = \(value)\nhook(v)\nsubmit(v)\nimport copy\nsubmit(copy.deepcopy(v))"
      })
    for ((value, json), result) in zip(Self.values, results) {
      #expect(result.failure == nil, "\(value)")
      #expect(result.submissions.map(\.value.text) == [json, json], "\(value)")
      #expect(result.hooks.map(\.value.text) == [json], "\(value)")
      #expect(Set(result.submissions.map(\.hash)).count == 1, "\(value)")
      #expect(result.hooks.map(\.valueHash) == result.submissions.prefix(1).map(\.hash))
      #expect(result.hooks.first?.valueHash.count == 16)
    }
  }

  @Test("Hashes follow the published contract and differ for different values")
  func hashes() async throws {
    let result = try await executions([
      """
      import hashlib, json
      def expected(text): return hashlib.sha256(text.encode()).hexdigest()[:16]
      print(expected('{"a": 0.33, "b": [1, null]}'), expected('NaN'), expected('0'))
      for value in ({'b': [1, None], 'a': 1 / 3}, float('nan'), 0, False, 'NaN', 0.334, 0.331): submit(value)
      """
    ])[0]
    let hashes = result.submissions.map(\.hash)
    #expect(
      result.standardOutput.split(whereSeparator: \.isWhitespace).map(String.init)
        == Array(hashes.prefix(3)))
    #expect(Set(hashes.prefix(5)).count == 5)
    #expect(hashes[5] == hashes[6])
  }

  @Test("A large table is summarised, a large answer is an error")
  func large() async throws {
    let result = try await executions([
      """
      big = pd.concat([df] * 1000)
      hook(big, name='big')
      hook('x' * 200000, name='text')
      submit('x' * 3000000)
      """
    ])[0]
    #expect(result.hooks[0].value["shape"] == [4000, 3])
    #expect(result.hooks[0].value["head"]?.array?.count == 3)
    #expect(result.hooks[0].value["numeric_summary"]?["age"]?["max"]?.double == 41)
    #expect(result.hooks[1].value["type"] == "str")
    #expect(result.submissions.isEmpty)
    #expect(String(describing: result.failure).contains("3000002 bytes"))
  }

  @Test("A value nested too deeply and a value that contains itself are errors")
  func deep() async throws {
    let results = try await executions([
      "v = 1\nfor _ in range(150): v = [v]\nsubmit(v)", "v = []\nv.append(v)\nhook(v)",
      "v = 1\nfor _ in range(90): v = {'a': v}\nsubmit(v)",
    ])
    #expect(String(describing: results[0].failure).contains("nested deeper than 100"))
    #expect(String(describing: results[1].failure).contains("RecursionError"))
    #expect(results[2].succeeded)
    #expect(results[2].submissions.count == 1)
  }

  @Test(
    "A flaw in the graph is reported",
    arguments: [
      ([("a", ["a"])], "depends on itself"), ([("a", ["b"])], "never recorded"),
      ([("a", ["b"]), ("b", ["a"])], "not recorded before it"),
    ] as [([(String, [String])], String)])
  func graph(hooks: [(String, [String])], words: String) {
    let hooks = hooks.map {
      CodeHook(name: $0.0, value: 1, valueHash: "", codeLine: "a = 1", dependsOn: $0.1)
    }
    let flaws = HookGraph.flaws(in: hooks, of: ["a = 1"])
    #expect(flaws.count == 1)
    #expect(flaws.first?.reason.contains(words) == true)
    #expect(HookGraph.mistake(in: hooks, of: "a = 1")?.contains(words) == true)
  }
}
