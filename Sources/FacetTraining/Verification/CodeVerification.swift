package import FacetCSV
internal import FacetJSON
internal import FacetPlatform

/// Runs the code of rows again and compares its answer with the accepted ones.
package struct CodeVerification: Sendable {
  /// The code of a row and what it must lead to.
  struct Task: Sendable {
    var path: String
    var digest: String
    var reading: JSONObject
    var code: [String]
    var accepted: [JSONValue]
    var question: String
    /// Whether the code reached the accepted answer.
    var isRight: Bool

    /// Reads a row; `nil` for one without code or without an answer.
    init?(_ row: JSONValue) {
      guard let path = row["csv_path"]?.string, let answer = row["answer"]?.string,
        let accepted = try? ResponseJSON.value(of: Array(answer.utf8)).array
      else { return nil }
      let messages = (row["messages"]?.array ?? []).compactMap(\.object)
      code = messages.filter { $0["role"]?.string == "assistant" }.flatMap(Self.code)
      guard !code.isEmpty else { return nil }
      self.path = path
      digest = row["csv_sha256"]?.string ?? ""
      reading =
        row["csv_reading"]?.string.flatMap { try? ResponseJSON.value(of: Array($0.utf8)) }?.object
        ?? [:]
      self.accepted = accepted
      question = messages.first { $0["role"]?.string == "user" }?["content"]?.string ?? ""
      isRight = row["score"]?.double.map { $0 >= 1 } ?? true
    }

    private static func code(_ message: JSONObject) -> [String] {
      if let calls = message["tool_calls"]?.array {
        return calls.compactMap { $0["function"]?["arguments"]?["code"]?.string }
      }
      return CodeFence.blocks(in: message["content"]?.string ?? "")
    }
  }

  private let sessions: any CodeSessions

  package init(sessions: any CodeSessions) {
    self.sessions = sessions
  }

  /// Whether a row's code leads to its answer.
  func verdict(on task: Task) async -> RowVerdict {
    guard let digest = try? SHA256(ofFile: task.path) else {
      return .unknown("'\(task.path)' is missing, so its code was not run again")
    }
    guard task.digest.isEmpty || digest.description == task.digest else {
      return .unknown("'\(task.path)' has changed, so its code was not run again")
    }
    do {
      let source = CSVSource(path: task.path, reading: task.reading)
      let answer = try await sessions.withSession(on: source) { session -> JSONValue? in
        var answer: JSONValue?
        for code in task.code {
          answer = try await session.execute(code).submissions.last?.value ?? answer
        }
        return answer
      }
      guard let answer else {
        return task.isRight ? .fails(["its code submits no answer"]) : .holds
      }
      let comparison = AnswerComparison(
        tolerance: AnswerTolerance(), question: task.question, schema: nil)
      let agrees = task.accepted.contains { comparison.agree($0, answer) }
      return agrees == task.isRight
        ? .holds : .fails(["its code gives \(answer.text.prefix(80)), which is not accepted"])
    } catch {
      return .unknown("code was not run again: \(error)")
    }
  }
}
