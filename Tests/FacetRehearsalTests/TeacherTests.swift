import FacetJSON
import Testing

@testable import FacetRehearsal

@Suite("A rehearsed teacher")
struct TeacherTests {
  private static let lessons = [
    RehearsalTeacher.Lesson(marks: ["How many?", "shops"], code: "submit(1)"),
    RehearsalTeacher.Lesson(marks: ["How many?", "trees"], code: "submit(2)"),
    RehearsalTeacher.Lesson(marks: ["How many? And where?", "trees"], code: "submit(3)"),
  ]

  @Test(
    "It knows a question by all of its marks, the longest first",
    arguments: [
      ("About shops: How many?", "submit(1)"), ("About trees: How many?", "submit(2)"),
      ("About trees: How many? And where?", "submit(3)"),
    ])
  func findsLessons(prompt: String, code: String) throws {
    let teacher = RehearsalTeacher(lessons: Self.lessons)
    let codes = Self.codes(of: teacher, prompt: prompt, number: 1)
    #expect(codes.count == 2)
    #expect(codes.last?.hasSuffix(code) == true)
  }

  @Test("It finds each of many questions, wherever in the prompt it stands")
  func findsAmongMany() {
    let lessons = (0..<400).map { number in
      RehearsalTeacher.Lesson(
        marks: ["How many rows have a price above \(number)?", number % 2 == 0 ? "eggs" : "öl"],
        code: "submit(\(number))")
    }
    let index = LessonIndex(lessons.shuffled())
    for (number, lesson) in lessons.enumerated() {
      let beginning = String(repeating: "How many rows have ", count: number % 7)
      let prompt = Array((beginning + lesson.marks[0] + " And so on.").utf8)
      #expect(index.lesson(in: [Array(lesson.marks[1].utf8), prompt]) == lesson)
      #expect(index.lesson(in: [prompt]) == nil)
    }
    #expect(LessonIndex([]).lesson(in: [[1, 2]]) == nil)
  }

  @Test("A prompt about none of its questions is not answered")
  func leavesOthers() {
    let teacher = RehearsalTeacher(lessons: Self.lessons)
    let body: JSONValue = ["messages": [["role": "user", "content": "About bees: How many?"]]]
    #expect(teacher.reply(to: body, digest: 1, number: 1, seed: 0) == nil)
  }

  @Test("Habits come in the shares that are ordered, and a conversation keeps its own")
  func hasHabits() throws {
    let habits = try TeacherHabits(parsing: "wrong=30%,never=0.1,wrong-answers=2")
    let teacher = RehearsalTeacher(lessons: Self.lessons, habits: habits)
    var counts: [String: Int] = [:]
    for number in 1...600 {
      let codes = Self.codes(of: teacher, prompt: "About shops: How many?", number: number)
      #expect(codes == Self.codes(of: teacher, prompt: "About shops: How many?", number: number))
      let last = codes.last ?? ""
      let kind = last.contains("_wrong") ? "wrong" : last.contains("submit") ? "right" : "never"
      counts[kind, default: 0] += 1
    }
    #expect((150...210).contains(counts["wrong"] ?? 0))
    #expect((40...80).contains(counts["never"] ?? 0))
    #expect(counts.values.reduce(0, +) == 600)
  }

  @Test("A table is looked at three times before the conversation ends in words")
  func explores() {
    let teacher = RehearsalTeacher(lessons: [
      RehearsalTeacher.Lesson(marks: ["Dataset: shops\n"], conclusion: "That is all.")
    ])
    var texts: [JSONValue] = [["content": "Dataset: shops\nSell things."]]
    var replies: [RehearsalTeacher.Reply] = []
    for _ in 0..<4 {
      let body: JSONValue = ["messages": .array(texts)]
      guard let reply = teacher.reply(to: body, digest: 1, number: 1, seed: 0) else { break }
      replies.append(reply)
      texts.append(["content": .string(reply.code ?? reply.text)])
    }
    #expect(replies.count == 4)
    #expect(replies.prefix(3).allSatisfy { $0.code?.contains("print(df.") == true })
    #expect(replies.last == RehearsalTeacher.Reply(text: "That is all."))
  }

  @Test("A late one submits when one turn is left")
  func isLate() throws {
    let teacher = RehearsalTeacher(
      lessons: Self.lessons, habits: try TeacherHabits(parsing: "late=100%"))
    let early: JSONValue = ["messages": [["content": "shops How many?"]]]
    let reply = teacher.reply(to: early, digest: 1, number: 1, seed: 0)
    #expect(reply?.code?.contains("submit") == false)
    let last: JSONValue = [
      "messages": [
        ["content": "shops How many?"], ["content": "plan-00000001.3"],
        ["content": "One turn is left. Submit your answer in it."],
      ]
    ]
    let answer = teacher.reply(to: last, digest: 1, number: 1, seed: 0)
    #expect(answer?.code == "# plan-00000001.4\nsubmit(1)")
  }

  @Test(
    "Habits that cannot be are refused",
    arguments: ["wrong", "lazy=5%", "wrong=60%,late=60%", "wrong=-1", "wrong-answers=0"])
  func refuses(text: String) {
    #expect(throws: RehearsalMistake.self) { try TeacherHabits(parsing: text) }
  }

  /// The code of a conversation's turns, up to the first that submits; four at the most.
  private static func codes(of teacher: RehearsalTeacher, prompt: String, number: Int) -> [String] {
    var messages: [JSONValue] = [["role": "user", "content": .string(prompt)]]
    var codes: [String] = []
    while codes.count < 4, codes.last?.contains("submit(") != true {
      let body: JSONValue = ["messages": .array(messages)]
      guard let reply = teacher.reply(to: body, digest: 5, number: number, seed: 3),
        let code = reply.code
      else { break }
      codes.append(code)
      messages.append(["role": "assistant", "content": .string(code)])
    }
    return codes
  }
}
