internal import FacetJSON
internal import FacetModels
internal import FacetPlatform
internal import FacetScore

/// Writes the details of a cell, for `response_metadata`.
enum CellJSON {
  /// - Parameter scorers: The names of the scores, if any are made.
  static func write(
    _ outcome: CellOutcome, column: PlannedColumn, lanes: [PlannedLane], scorers: [String],
    to writer: inout JSONWriter
  ) {
    let last = outcome.steps.last
    let lane = column.perspective.strategy.map { lanes[$0.lane] }
    writer.beginObject()
    writer.key("status")
    writer.string(outcome.status.rawValue)
    writer.key("model")
    write(last?.model ?? lane?.model, to: &writer)
    writer.key("provider")
    write(last?.provider ?? lane?.endpoint.provider.name, to: &writer)
    writer.key("attempts")
    // Attempts of a shared step are written in the first cell that has it, so that sums count them
    // once.
    writer.number(outcome.allRecords.reduce(0) { $0 + ($1.isShared ? 0 : $1.attempts) })
    writer.key("cost_usd")
    write(outcome.cost, to: &writer)
    if column.perspective.strategy?.schema != nil {
      writer.key("value")
      if let value = outcome.value { writer.value(value) } else { writer.null() }
    }
    writer.key("steps")
    writer.beginObject()
    for (step, turns) in StepRecord.joined(outcome.allRecords) {
      writer.key(step.name)
      write(step, turns, text: column.text(of: step.name, in: outcome), to: &writer)
    }
    writer.endObject()
    writer.key("error")
    write(outcome.error, to: &writer)
    if !scorers.isEmpty { write(outcome.scores, names: scorers, to: &writer) }
    writer.endObject()
  }

  /// Writes the scores of a cell; one that was not scored has null for each.
  static func write(_ scores: [Score], names: [String], to writer: inout JSONWriter) {
    writer.key("scores")
    writer.beginObject()
    for (index, name) in names.enumerated() {
      writer.key(name)
      if index < scores.count, let value = scores[index].value {
        writer.number(value.number)
      } else {
        writer.null()
      }
    }
    writer.endObject()
  }

  static func write(_ amount: USDollars?, to writer: inout JSONWriter) {
    guard let amount else { return writer.null() }
    // Nearly all amounts are whole multiples of a billionth of a thousandth and can be written
    // without text.
    let pico = amount.attodollars / 1_000_000
    guard pico * 1_000_000 == amount.attodollars, let pico = UInt64(exactly: pico) else {
      return writer.number(amount.number)
    }
    let perDollar: UInt64 = 1_000_000_000_000
    writer.number(Int(pico / perDollar))
    var fraction = pico % perDollar
    if fraction > 0 { writer.bytes.append(UInt8(ascii: ".")) }
    var unit = perDollar / 10
    while fraction > 0 {
      writer.bytes.append(UInt8(ascii: "0") + UInt8(fraction / unit))
      fraction %= unit
      unit /= 10
    }
  }

  /// - Parameters:
  ///   - turns: Its turns, more than one if its answer was sent back.
  ///   - text: The text of a step before the response; `nil` if it is written elsewhere.
  private static func write(
    _ step: StepRecord, _ turns: [StepRecord], text: String?, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    if let text {
      writer.key("text")
      writer.string(text)
    }
    writer.key("finish_reason")
    write(step.answer?.finishReason.rawValue, to: &writer)
    if let answer = step.answer, answer.isReasonUncommon,
      let raw = answer.rawFinishReason
    {
      writer.key("raw_finish_reason")
      writer.string(raw)
    }
    writer.key("usage")
    if let answer = step.answer, !step.isShared {
      write(answer, to: &writer)
    } else {
      writer.null()
    }
    if step.isShared {
      // Its usage is written in the first cell that has it, so that sums count it once.
      writer.key("shared")
      writer.bool(true)
    }
    if let reported = step.answer?.reportedCost, !step.isShared {
      writer.key("reported_cost_usd")
      write(reported, to: &writer)
    }
    if let implausible = step.answer?.implausibleCost, !step.isShared {
      writer.key("implausible_cost_usd")
      writer.string(implausible)
    }
    if let reasoning = step.answer?.reasoning, !step.isShared {
      writer.key("reasoning")
      writer.string(reasoning)
    }
    writeSchema(turns, to: &writer)
    writer.key("latency_ms")
    if let answer = step.answer {
      writer.number(answer.latency.milliseconds)
    } else {
      writer.null()
    }
    writer.endObject()
  }

  /// Writes what was passed over in a structured answer, and what was wrong with each reply that
  /// was sent back.
  private static func writeSchema(_ turns: [StepRecord], to writer: inout JSONWriter) {
    if let wrapping = turns.last?.structured?.wrapping {
      writer.key("passed_over")
      writer.string(wrapping.rawValue)
    }
    // Several comparisons are turns of one record, too.
    let sentBack = turns.dropLast().compactMap(\.structured?.mismatches).filter { !$0.isEmpty }
    guard !sentBack.isEmpty else { return }
    writer.key("sent_back")
    writer.beginArray()
    for mismatches in sentBack {
      writer.beginArray()
      for mismatch in mismatches { writer.string(mismatch) }
      writer.endArray()
    }
    writer.endArray()
  }

  static func write(_ answer: StepRecord.Answer, to writer: inout JSONWriter) {
    let usage = answer.usage
    writer.beginObject()
    for (key, value) in [
      ("prompt_tokens", usage.promptTokens), ("completion_tokens", usage.completionTokens),
      ("total_tokens", usage.totalTokens), ("cached_tokens", usage.cachedTokens),
      ("cache_write_tokens", usage.cacheWriteTokens),
      ("reasoning_tokens", usage.reasoningTokens),
    ] {
      writer.key(key)
      writer.number(value)
    }
    writer.key("source")
    writer.string(answer.isUsageReported ? "reported" : "estimated")
    writer.endObject()
  }

  static func write(_ error: CellError?, to writer: inout JSONWriter) {
    guard let error else { return writer.null() }
    writer.beginObject()
    writer.key("class")
    writer.string(error.kind)
    writer.key("status")
    if let status = error.status { writer.number(status) } else { writer.null() }
    writer.key("message")
    writer.string(error.message)
    if let reply = error.reply {
      writer.key("reply")
      writer.string(reply)
    }
    writer.endObject()
  }

  static func write(_ text: String?, to writer: inout JSONWriter) {
    if let text { writer.string(text) } else { writer.null() }
  }
}

extension PlannedColumn {
  /// The text of a step before the response; `nil` for a pair, whose reading is the preparation.
  func text(of step: String, in outcome: CellOutcome) -> String? {
    guard perspective.showsSteps,
      let index = perspective.steps.firstIndex(where: { $0.name == step }),
      index < outcome.answers.count
    else { return nil }
    return outcome.answers[index].text
  }
}

extension CellOutcome {
  /// The answers that count in this cell rather than in an earlier cell of its sample.
  var ownAnswers: [StepRecord.Answer] { allRecords.filter { !$0.isShared }.compactMap(\.answer) }

  /// The cost of its own answers; `nil` if there are none, or if one cost is unknown.
  var cost: USDollars? {
    let answers = ownAnswers
    guard !answers.isEmpty else { return nil }
    return answers.reduce(USDollars?.some(.zero)) { sum, answer in
      sum.flatMap { sum in answer.cost.map { sum + $0 } }
    }
  }
}
