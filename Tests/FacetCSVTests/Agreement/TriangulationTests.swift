import FacetJSON
import Testing

@testable import FacetCSV

@Suite("Triangulation")
struct TriangulationTests {
  private let comparison = AnswerComparison(question: "What is the mean?")

  @Test("Clusters are the same in every order of arrival")
  func ignoresArrival() {
    let answers: [JSONValue?] = [1.0, 1.0009, 1.0018, 1.0018, 7.5, nil, "x"]
    let wide = AnswerComparison(
      tolerance: AnswerTolerance(absolute: 0.1), question: "What is the mean?")
    let chain: [JSONValue?] = [1.0, 1.09, 1.18, 1.18]
    for (answers, comparison) in [(answers, comparison), (chain, wide)] {
      var seen: Set<[[String]]> = []
      Self.forEachPermutation(of: answers) { permuted in
        let clusters = AnswerClusters(of: permuted, comparison: comparison)
        seen.insert(
          clusters.clusters.map { $0.map { permuted[$0]?.text ?? "" }.sorted() })
        for (cluster, main) in zip(clusters.clusters, clusters.representatives) {
          #expect(cluster.contains(main))
        }
      }
      #expect(seen.count == 1)
    }
  }

  @Test("A chain of near answers is not one answer, and the largest set of it wins")
  func splitsChains() {
    let wide = AnswerComparison(
      tolerance: AnswerTolerance(absolute: 0.1), question: "What is the mean?")
    let clusters = AnswerClusters(of: [1.0, 1.09, 1.18, 1.18], comparison: wide)
    #expect(clusters.clusters == [[1, 2, 3], [0]])
    #expect(clusters.representatives == [2, 0])
  }

  @Test(
    "A plurality is no majority, and failures vote for nothing",
    arguments: [
      ([1, 2, 3], 1, false), ([1, 1, 3], 1, true), ([1, 1, 3], 3, false),
      ([1, 1, nil, nil], 1, false), ([1, 1, 1, nil, nil], 1, true), ([1, 1], 1, false),
      ([nil, nil, nil], 1, false), ([0, 0, 0], 0, true), ([1, 1, 2, 2], 1, false),
    ] as [([Int?], Int, Bool)])
  func decides(answers: [Int?], gold: Int, isVerified: Bool) {
    let values = answers.map { $0.map { JSONValue.number(JSONNumber($0)) } }
    let result = Triangulation(
      gold: .number(JSONNumber(gold)), answers: values, comparison: comparison)
    #expect(result.isVerified == isVerified)
  }

  @Test("A missing submission and NaN are not answers; false, zero and an empty text are")
  func countsFalsyAnswers() {
    for value: JSONValue in [false, 0, "", []] {
      let result = Triangulation(
        gold: value, answers: [value, value, value], comparison: comparison)
      #expect(result.isVerified)
    }
    let nothing = Triangulation(
      gold: .null, answers: [.null, .null, .null], comparison: comparison)
    #expect(!nothing.isVerified)
    #expect(nothing.succeeded == 0)
    for value: JSONValue in ["NaN", ["mean": "NaN"], ["NaN", nil]] {
      let result = Triangulation(
        gold: value, answers: [value, value, value], comparison: comparison)
      #expect(!result.isVerified)
    }
    let mayBeNone = AnswerComparison(question: "What is the mean, or NaN if there is none?")
    #expect(
      Triangulation(gold: "NaN", answers: ["NaN", "NaN", "NaN"], comparison: mayBeNone).isVerified)
  }

  @Test("Gold must agree with every member of the majority")
  func comparesGoldWithAll() {
    let wide = AnswerComparison(
      tolerance: AnswerTolerance(absolute: 0.1), question: "What is the mean?")
    let result = Triangulation(gold: 1.18, answers: [1.0, 1.09, 1.09], comparison: wide)
    #expect(result.majority == [0, 1, 2])
    #expect(!result.isVerified)
  }

  @Test("Asking ends exactly when no further answer can change the majority")
  func endsWhenDecided() {
    let runs = 7
    // Every sequence of three answers: what is decided stays so whatever follows.
    func extend(_ answers: [JSONValue?]) {
      let decided = Triangulation.isDecided(answers: answers, runs: runs, comparison: comparison)
      #expect(decided == Self.isSettled(answers, runs: runs))
      let needed = Triangulation.answersNeeded(
        after: answers, runs: runs, comparison: comparison)
      #expect(needed <= runs - answers.count)
      if answers.count < 5, !decided {
        for next: JSONValue? in [1, 2, nil] { extend(answers + [next]) }
      }
    }
    extend([])
    #expect(Triangulation.answersNeeded(after: [], runs: 7, comparison: comparison) == 4)
    #expect(Triangulation.answersNeeded(after: [1, 1, 2, 2], runs: 7, comparison: comparison) == 2)
  }

  @Test(
    "A diagnosis says why",
    arguments: [
      (1, [1, 1, 1], .good), (1, [nil, nil, nil], .hintNecessary),
      (nil, [1, 1, 1], .hintNecessary), (nil, [nil, nil, 1], .executionFailure),
      (1, [2, 2, 2], .tooHard), (1, [1, 2, 3], .ambiguous),
    ] as [(Int?, [Int?], Diagnosis.Category)])
  func diagnoses(gold: Int?, answers: [Int?], category: Diagnosis.Category) {
    func value(_ number: Int?) -> JSONValue? { number.map { .number(JSONNumber($0)) } }
    let diagnosis = Diagnosis(
      Triangulation(gold: value(gold), answers: answers.map(value), comparison: comparison))
    #expect(diagnosis.category == category)
    #expect(diagnosis.entropy.isFinite)
  }

  @Test("Hooks are reproduced by value, and each value counts once")
  func matchesHooks() {
    func hook(_ name: String, _ value: JSONValue) -> CodeHook {
      CodeHook(name: name, value: value, valueHash: value.text)
    }
    let agreement = HookAgreement(comparison: comparison)
    let gold = [hook("n", 10), hook("mean", 4.5), hook("n", 10), hook("label", "a")]
    #expect(agreement.reproduced(gold, by: [hook("avg", 4.5001), hook("rows", 10)]) == [0, 1])
    #expect(agreement.reproduced(gold, by: [hook("x", 10), hook("x", 10), hook("x", 10)]) == [0])
    #expect(
      agreement.common(gold, to: [[hook("a", 4.5)], [hook("b", 4.5), hook("c", "a")]]) == [1])
    #expect(agreement.common(gold, to: []) == [0, 1, 3])
  }

  @Test("Thousands of hooks are compared in the time of sorting them")
  func matchesManyHooks() {
    func hooks(_ offset: Double) -> [CodeHook] {
      (0..<20_000).map { number in
        let value = JSONValue.number(JSONNumber(Double(number) * 10 + offset))
        return CodeHook(name: "h\(number)", value: value, valueHash: "same")
      }
    }
    let agreement = HookAgreement(comparison: comparison)
    #expect(agreement.reproduced(hooks(5.5), by: hooks(5.5)).count == 20_000)
    #expect(agreement.reproduced(hooks(1e6 + 0.25), by: hooks(1e6 + 0.5)).count > 19_900)
    #expect(agreement.reproduced(hooks(0.25), by: hooks(-1e9)).isEmpty)
  }

  /// Whether every way to go on leads to the same majority, or to none.
  private static func isSettled(_ answers: [JSONValue?], runs: Int) -> Bool {
    let counts = answers.reduce(into: [JSONValue: Int]()) {
      if let answer = $1 { $0[answer, default: 0] += 1 }
    }
    let left = runs - answers.count
    let largest = counts.values.max() ?? 0
    return largest * 2 > runs || (largest + left) * 2 <= runs
  }

  private static func forEachPermutation(
    of answers: [JSONValue?], _ body: ([JSONValue?]) -> Void
  ) {
    func permute(_ chosen: [JSONValue?], _ rest: [JSONValue?]) {
      if rest.isEmpty { return body(chosen) }
      for index in rest.indices {
        var left = rest
        let next = left.remove(at: index)
        permute(chosen + [next], left)
      }
    }
    permute([], answers)
  }
}
