import FacetJSON
import Testing

@testable import FacetCSV

@Suite("Triangulation of a simulated teacher")
struct SimulatedTeacherTests {
  private struct Setting {
    var runs: Int
    var wrongAnswers: Int
    var accuracy: Double
  }

  /// SplitMix64: the same numbers in every run.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  @Test("500 questions: each verdict is a brute-force count's, and verified answers are right")
  func measures() {
    for (runs, wrongAnswers) in [(7, 5), (7, 2), (7, 1), (3, 5), (3, 2), (3, 1)] {
      for accuracy in [0.9, 0.7, 0.5, 0.3] {
        measure(Setting(runs: runs, wrongAnswers: wrongAnswers, accuracy: accuracy))
      }
    }
  }

  @Test(
    "With a known answer, verified answers are right, however often the teacher errs",
    arguments: [0.9, 0.7, 0.5, 0.3], [1, 5])
  func knowsAnswers(accuracy: Double, wrongAnswers: Int) {
    let setting = Setting(runs: 7, wrongAnswers: wrongAnswers, accuracy: accuracy)
    var random = Seeded(state: 7)
    var (verified, right, agreedButWrong) = (0, 0, 0)
    for question in 0..<500 {
      let gold = answer(setting, &random)
      let answers = (0..<setting.runs).map { _ in answer(setting, &random) }
      let triangulation = Triangulation(
        gold: value(gold, question), answers: answers.map { value($0, question) },
        known: KnownAnswers([value(0, question)]),
        comparison: AnswerComparison(question: "What is the mean?"))
      let isAgreed = answers.count { $0 == gold } * 2 > setting.runs
      #expect(triangulation.isVerified == (isAgreed && gold == 0))
      if triangulation.isVerified {
        verified += 1
        if gold == 0 { right += 1 }
      }
      let category = Diagnosis(triangulation).category
      #expect((category == .agreedButWrong) == (isAgreed && gold != 0))
      if category == .agreedButWrong { agreedButWrong += 1 }
    }
    #expect(Double(right) >= 0.995 * Double(verified))
    // A shared wrong answer finds majorities: without the known one they would be verified.
    if wrongAnswers == 1, accuracy <= 0.5 { #expect(agreedButWrong > 50) }
  }

  private func measure(_ setting: Setting) {
    var random = Seeded(state: 42)
    var (verified, right, rightGold) = (0, 0, 0)
    for question in 0..<500 {
      let gold = answer(setting, &random)
      let answers = (0..<setting.runs).map { _ in answer(setting, &random) }
      let triangulation = Triangulation(
        gold: value(gold, question), answers: answers.map { value($0, question) },
        comparison: AnswerComparison())
      let votes = answers.count { $0 == gold }
      #expect(triangulation.isVerified == (votes * 2 > setting.runs))
      if gold == 0 { rightGold += 1 }
      if triangulation.isVerified {
        verified += 1
        if gold == 0 { right += 1 }
      }
    }
    let precision = verified == 0 ? 1 : Double(right) / Double(verified)
    let (expectedPrecision, expectedShare) = Self.expectation(setting)
    let line = """
      N=\(setting.runs), \(setting.wrongAnswers) wrong answers, right \(setting.accuracy): \
      verified \(verified)/500 (expected \(Self.percent(expectedShare))), \
      precision \(Self.percent(precision)) (binomial \(Self.percent(expectedPrecision))), \
      right gold kept \(right)/\(rightGold)
      """
    print(line)
    if setting.runs == 7, setting.wrongAnswers == 5, setting.accuracy >= 0.7 {
      #expect(precision >= 0.995)
    }
    // Four standard deviations of a count of 500: a different distribution would not fit.
    let deviation = (500 * expectedShare * (1 - expectedShare)).squareRoot()
    #expect(abs(Double(verified) - 500 * expectedShare) <= 4 * deviation + 1)
  }

  /// 0 for the right answer, else which of the wrong ones.
  private func answer(_ setting: Setting, _ random: inout Seeded) -> Int {
    Double.random(in: 0..<1, using: &random) < setting.accuracy
      ? 0 : Int.random(in: 1...setting.wrongAnswers, using: &random)
  }

  /// Numbers far apart, each with an error that the tolerance forgives.
  private func value(_ answer: Int, _ question: Int) -> JSONValue {
    .object(["mean": .number(JSONNumber(Double(answer * 17 + question % 7) + 3.25))])
  }

  /// Of a verified answer being right, and of an answer being verified, by the binomial law.
  private static func expectation(_ setting: Setting) -> (precision: Double, share: Double) {
    let wrong = (1 - setting.accuracy) / Double(setting.wrongAnswers)
    let right = setting.accuracy * majority(setting.runs, setting.accuracy)
    let mistaken = Double(setting.wrongAnswers) * wrong * majority(setting.runs, wrong)
    return (right / (right + mistaken), right + mistaken)
  }

  private static func majority(_ runs: Int, _ chance: Double) -> Double {
    (runs / 2 + 1...runs).reduce(0) { sum, votes in
      var term = 1.0
      for step in 0..<runs { term *= step < votes ? chance : 1 - chance }
      for step in 0..<votes { term *= Double(runs - step) / Double(votes - step) }
      return sum + term
    }
  }

  private static func percent(_ share: Double) -> String {
    "\(Double(Int((share * 10_000).rounded())) / 100) %"
  }
}
