internal import Facet
internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// A run's plan and outcome as JSON, for programs.
enum OutcomeJSON {
  /// The document of `--json`.
  static func text(
    _ outcome: RunOutcome, summary: RunSummary, further: JSONObject = [:]
  ) -> String {
    var object = value(of: outcome)
    for member in further.members { object[member.key] = member.value }
    object["plan"] = value(of: summary)
    return String(decoding: JSONValue.object(object).bytes(style: .indented), as: UTF8.self)
  }

  static func value(of outcome: RunOutcome) -> JSONObject {
    let counts = outcome.counts
    var object: JSONObject = [
      "ending": .string(word(for: outcome.ending)),
      "exit_status": number(Int(outcome.exitStatus)),
      "dataset": .string(outcome.datasetPath),
      "cells": [
        "ok": number(counts.ok), "refused": number(counts.refused),
        "truncated": number(counts.truncated), "empty": number(counts.empty),
        "failed": number(counts.failed), "pending": number(counts.pending),
        "unanswered": number(counts.unanswered), "contaminated": number(counts.contaminated),
      ],
      "token_usage": .object(outcome.usage.json),
      "requests": [
        "sent": number(outcome.calls.sent), "failed": number(outcome.calls.failed),
        "retried": number(outcome.calls.retried),
      ],
      "reused": number(outcome.reused),
      "elapsed_s": .number(JSONNumber(outcome.elapsed / .seconds(1))),
    ]
    if let goal = outcome.goal { object["until"] = goal.json }
    object["failures"] = .array(
      outcome.failures.map { group in
        [
          "class": .string(group.kind), "status": group.status.map(number) ?? .null,
          "lane": group.lane.map { .string($0) } ?? .null, "count": number(group.count),
          "recovered": number(group.recovered),
          "example": .string(group.example), "hint": group.hint.map { .string($0) } ?? .null,
        ]
      })
    object["adjustments"] = .array(outcome.adjustments.map(\.json))
    switch outcome.ending {
    case .stoppedByProvider(let reason), .stoppedAtBudget(let reason), .partial(let reason):
      object["reason"] = .string(reason)
    case .complete, .completeWithFailures, .interrupted: break
    }
    object["cost_usd"] = [
      "total": outcome.cost.unpricedModels.isEmpty
        ? .number(outcome.cost.known.number) : .null,
      "known": .number(outcome.cost.known.number),
      "unpriced_models": .array(outcome.cost.unpricedModels.map { .string($0) }),
    ]
    object["paid"] = value(of: outcome.paid)
    object["paid_in_all_sessions"] = value(of: outcome.paidInAll)
    object["budget"] = outcome.budget.map(value) ?? .null
    object["retries"] = .array(
      outcome.retries.map { ["cause": .string($0.cause), "count": number($0.count)] })
    var statistics = outcome.statistics.json
    statistics["slowest"] = .array(outcome.statistics.slowest.map(value))
    statistics["most_expensive"] = .array(outcome.statistics.mostExpensive.map(value))
    statistics["largest"] = .array(outcome.statistics.largest.map(value))
    object["statistics"] = .object(statistics)
    if !outcome.statistics.scores.isEmpty { object["scores"] = outcome.statistics.scoresJSON }
    if !outcome.statistics.comparisons.isEmpty {
      object["comparisons"] = outcome.statistics.comparisonsJSON
    }
    object["estimate"] =
      outcome.estimate.map { .object(EstimateJSON.value(of: $0.total)) } ?? .null
    if let fullRun = outcome.fullRun {
      object["full_run"] = .object(EstimateJSON.value(of: fullRun.total))
    }
    return object
  }

  static func value(of holders: [RunEvent.Holder]) -> JSONValue {
    [
      "holders": .array(
        holders.map {
          ["process": number($0.processID), "host": .string($0.host), "since": .string($0.since)]
        })
    ]
  }

  static func value(of summary: RunSummary) -> JSONValue {
    [
      "task_type": .string(summary.taskType), "samples": number(summary.samples),
      "perspectives": number(summary.perspectives), "cells": number(summary.cells),
      "calls": number(summary.calls),
      "estimated_prompt_tokens": number(summary.estimatedPromptTokens),
      "estimated_completion_tokens": number(summary.estimatedCompletionTokens),
      "test_mode": .bool(summary.isTest), "rehearsal": .bool(summary.isRehearsal),
      "dataset": .string(summary.datasetPath),
      "ledger": summary.ledgerPath.map { .string($0) } ?? .null,
      "resumed": .bool(summary.isResumed),
      "endpoints": .array(
        summary.endpoints.map { endpoint in
          [
            "model": .string(endpoint.model), "provider": .string(endpoint.provider),
            "base_url": .string(endpoint.baseURL),
            "key_variable": endpoint.keyVariable.map { .string($0) } ?? .null,
            "max_concurrency": number(endpoint.maxConcurrency),
          ]
        }),
    ]
  }

  static func value(of progress: RunProgress) -> JSONObject {
    [
      "total": number(progress.total), "done": number(progress.done),
      "failed": number(progress.failed), "reused": number(progress.reused),
      "in_flight": number(progress.inFlight), "waiting": number(progress.waiting),
      "requests": number(progress.requests),
      "failed_requests": number(progress.failedRequests),
      "prompt_tokens": number(progress.promptTokens),
      "completion_tokens": number(progress.completionTokens),
      "elapsed_s": .number(JSONNumber(progress.elapsed / .seconds(1))),
      "remaining_s": progress.remaining.map(seconds) ?? .null,
      "lanes": .array(progress.lanes.map(value)),
      "cost_usd": progress.cost.map(value) ?? .null,
      "budget": progress.budget.map(value) ?? .null,
    ]
  }

  private static func value(of cost: RunProgress.Cost) -> JSONValue {
    [
      "paid": .number(cost.paid.number),
      "projected": cost.projected.map { .number($0.number) } ?? .null,
      "unpriced_answers": number(cost.unpricedAnswers),
    ]
  }

  private static func value(of budget: RunProgress.Budget) -> JSONValue {
    [
      "usd": .number(budget.cost.number),
      "usd_limit": budget.costLimit.map { .number($0.number) } ?? .null,
      "tokens": number(budget.tokens), "tokens_limit": budget.tokensLimit.map(number) ?? .null,
      "requests": number(budget.requests),
      "requests_limit": budget.requestsLimit.map(number) ?? .null,
    ]
  }

  private static func value(of account: RunOutcome.Account) -> JSONValue {
    [
      "requests": number(account.requests), "answers": number(account.answers),
      "tokens": number(account.tokens), "cost_usd": .number(account.cost.number),
      "unpriced_answers": number(account.unpricedAnswers),
      "elapsed_s": .number(JSONNumber(account.elapsed / .seconds(1))),
    ]
  }

  private static func value(of budget: RunOutcome.BudgetUse) -> JSONValue {
    [
      "usd": budget.usd.map { .number($0.number) } ?? .null,
      "tokens": budget.tokens.map(number) ?? .null,
      "requests": budget.requests.map(number) ?? .null,
      "duration_s": budget.duration.map { .number(JSONNumber($0 / .seconds(1))) } ?? .null,
      "reached": budget.reached.map { .string($0.rawValue) } ?? .null,
      "exceeded_by_usd": budget.excessCost.map { .number($0.number) } ?? .null,
      "exceeded_by_tokens": number(budget.excessTokens),
      "input_estimate_error": budget.inputEstimateError.map { .number(JSONNumber(finite: $0)) }
        ?? .null,
    ]
  }

  private static func value(of cell: RunStatistics.Cell) -> JSONValue {
    [
      "sample_id": .string(cell.sampleID), "sample_index": number(cell.sampleIndex),
      "condition": .string(cell.condition), "latency_ms": number(cell.latency.milliseconds),
      "tokens": number(cell.tokens), "cost_usd": cell.cost.map { .number($0.number) } ?? .null,
    ]
  }

  private static func value(of lane: RunProgress.Lane) -> JSONValue {
    [
      "model": .string(lane.model), "provider": .string(lane.provider),
      "in_flight": number(lane.inFlight), "max_concurrency": number(lane.maxConcurrency),
      "requests_per_minute": number(Int(clamping: lane.requestsPerMinute)),
      "requests_per_minute_limit": lane.requestsPerMinuteLimit.map { number(Int(clamping: $0)) }
        ?? .null,
      "tokens_per_minute": number(Int(clamping: lane.tokensPerMinute)),
      "tokens_per_minute_limit": lane.tokensPerMinuteLimit.map { number(Int(clamping: $0)) }
        ?? .null,
      "held_s": lane.held.map(seconds) ?? .null,
      "refusal": lane.refusal.map { refusal in
        [
          "cause": .string(refusal.cause), "message": .string(refusal.message),
          "next_s": seconds(refusal.next),
        ]
      } ?? .null,
      "waiting": .array(
        lane.waits.map { wait in
          [
            "cause": .string(wait.cause), "count": number(wait.count),
            "next_s": seconds(wait.next),
          ]
        }),
    ]
  }

  /// Seconds, rounded to the millisecond.
  private static func seconds(_ duration: Duration) -> JSONValue {
    .number(JSONNumber(finite: (duration / .milliseconds(1)).rounded() / 1000))
  }

  private static func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

  private static func word(for ending: RunOutcome.Ending) -> String {
    switch ending {
    case .complete: "complete"
    case .completeWithFailures: "complete_with_failures"
    case .stoppedAtBudget: "stopped_at_budget"
    case .stoppedByProvider: "stopped_by_provider"
    case .interrupted: "interrupted"
    case .partial: "partial"
    }
  }
}
