import FacetJSON
import Testing

@testable import FacetCSV

@Suite("Flaws of proposed questions")
struct ProposalFlawTests {
  @Test(
    "Each flaw is reported, and nothing else",
    arguments: [
      ("df.x.mean(); submit(7.25)", "Look at x.", "7.25", "constant"),
      ("submit({'a': 'left'})", "", #"{"a": "left"}"#, "constant"),
      ("x = 3 * 4\nsubmit(x)", "", "12", "constant"),
      ("import datetime\nsubmit(datetime.date.today().year - df.y.max())", "", "3", "current date"),
      ("submit(pd.Timestamp('now').year - df.y.max())", "", "3", "current date"),
      ("submit(df.x.mean())", "The mean is 17.25 without the gaps.", "17.25", "hint"),
      ("submit(df.town.mode()[0])", "It is Valparaíso.", #""Valparaíso""#, "hint"),
      (
        "submit(list(df.x))", "", "[" + (1...649).map(String.init).joined(separator: ",") + "]",
        "649"
      ),
      ("submit(df.x.mean())", "Leave out the gaps; 3 of them.", "17.25", nil),
      ("submit(int((df.x > 100).sum()))", "Compare with 100.", "42", nil),
      ("submit({'mean': df.x.mean(), 'n': 5})", "", #"{"mean": 2.5, "n": 5}"#, nil),
      ("d = pd.read_csv(csv_path)\nsubmit(d.town.mode()[0])", "", #""Lima""#, nil),
    ] as [(String, String, String, String?)])
  func flaws(code: String, hint: String, answer: String, word: String?) throws {
    let proposal = ProposedQuestion(
      question: "What is found in the table?", hint: hint, steps: [], stepCount: 1,
      difficulty: .easy, outputSchema: nil, code: code)
    let value = try ResponseJSON.value(of: Array(answer.utf8))
    let reason = ProposalFlaw.reason(in: proposal, answer: value)
    #expect((reason == nil) == (word == nil))
    if let word { #expect(reason?.contains(word) == true) }
  }

  @Test("An incomplete proposal does not affect the others")
  func oneByOne() throws {
    let reply = """
      {"questions": [{"question": "How many rows?", "difficulty": "EASY", "n_steps": 1},
      {"question": "Which town?", "difficulty": "IMPOSSIBLE"}, 7]}
      """
    let questions = try ProposedQuestion.questions(in: reply).get()
    #expect(questions.map { $0.problem == nil } == [true, false, false])
    #expect(questions[1].problem?.contains("EASY, MEDIUM") == true)
    let none = ProposedQuestion.questions(in: #"{"questions": [7]}"#)
    #expect(throws: ProposedQuestion.Unreadable.self) { try none.get() }
  }
}
