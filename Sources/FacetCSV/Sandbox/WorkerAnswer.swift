internal import FacetBox
internal import FacetJSON
internal import FacetPlatform

/// An answer of the supervisor: a line of JSON, then as many bytes as the line announces.
struct WorkerAnswer: Sendable {
  var header: JSONValue
  var parts: [[UInt8]]

  /// Removes the first complete answer from the received bytes; nil if none is complete yet.
  ///
  /// - Throws: ``SandboxError`` for a line that is not an answer.
  init?(takenFrom received: inout [UInt8]) throws(SandboxError) {
    guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    guard let header = try? ResponseJSON.value(of: Array(received[..<end])),
      let lengths = header["lengths"]?.array?.map({ $0.int ?? -1 }), lengths.allSatisfy({ $0 >= 0 })
    else {
      let line = String(decoding: received[..<end].prefix(200), as: UTF8.self)
      throw .ended("it sent an unreadable line: '\(line)'")
    }
    let length = lengths.reduce(0) { $0.adding(saturating: $1) }
    guard received.count - end - 1 >= length else { return nil }
    self.header = header
    parts = []
    var start = end + 1
    for length in lengths {
      parts.append(Array(received[start..<start + length]))
      start += length
    }
    received.removeFirst(start)
  }

  /// The execution to which this is the answer.
  var execution: Int? { header["execution"]?.int }

  /// The code still running after a wind-down; `nil` in any other answer.
  var codeInProgress: CodeInProgress? {
    guard let running = header["running"], let count = running["count"]?.int else { return nil }
    var result = CodeInProgress()
    result.executions = count
    result.timeLeft = .seconds(clamping: running["seconds"]?.double ?? 0)
    return result
  }

  /// The result of an execution request.
  func result(options: SandboxOptions) -> Result<CodeExecution, SandboxError> {
    switch header["outcome"]?.string {
    case "unavailable": .failure(.cannotStart(header["reason"]?.string ?? ""))
    case "given_up": .failure(.givenUp())
    default: .success(codeExecution(options: options))
    }
  }

  /// The result of the executed code.
  func codeExecution(options: SandboxOptions) -> CodeExecution {
    precondition(parts.count == 5, "an execution's answer has five parts")
    let totals = header["totals"]?.array?.map { $0.int ?? 0 } ?? [0, 0]
    var result = CodeExecution(
      standardOutput: OutputCut.text(
        head: parts[1], tail: parts[2], total: totals[0], limit: options.outputLimit),
      standardError: OutputCut.text(
        head: parts[3], tail: parts[4], total: totals[1], limit: options.outputLimit),
      seconds: header["seconds"]?.double ?? 0)
    result.hooksLeftOut = max(0, header["left_out"]?.int ?? 0)
    var unreadable = max(0, header["unreadable"]?.int ?? 0)
    for line in parts[0].split(separator: UInt8(ascii: "\n")) {
      guard let record = try? ResponseJSON.value(of: Array(line)) else {
        unreadable += 1
        continue
      }
      if let hook = record["hook"] {
        result.hooks.append(CodeHook(record: hook))
      } else if let answer = record["submit"] {
        result.submissions.append(SubmittedAnswer(record: answer))
      } else if let error = record["done"]?["error"], !error.isNull {
        result.failure = .raised(
          type: error["type"]?.string ?? "", message: error["message"]?.string ?? "")
      }
    }
    result.keepHooks(upTo: CodeExecution.maximumHooks)
    switch header["outcome"]?.string {
    case "done" where unreadable > 0:
      result.failure = .crashed(reason: "\(unreadable) of its records cannot be read")
    case "done": break
    case "timeout": result.failure = .timedOut(seconds: options.timeLimit / .seconds(1))
    default: result.failure = .crashed(reason: header["reason"]?.string ?? "")
    }
    return result
  }
}

extension CodeHook {
  fileprivate init(record: JSONValue) {
    self.init(
      name: record["name"]?.string ?? "", value: record["value"] ?? .null,
      valueHash: record["hash"]?.string ?? "", description: record["description"]?.string,
      codeLine: record["code_line"]?.string, lineRan: record["line_ran"]?.bool,
      dependsOn: (record["depends_on"]?.array ?? []).compactMap(\.string))
  }
}

extension SubmittedAnswer {
  fileprivate init(record: JSONValue) {
    self.init(value: record["value"] ?? .null, hash: record["hash"]?.string ?? "")
  }
}
