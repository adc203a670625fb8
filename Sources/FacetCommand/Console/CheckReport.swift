internal import Facet
internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// The findings of `facet check` about one configuration.
struct CheckFinding {
  let path: String
  var diagnostics: [Diagnostic] = []
  /// Mistakes without a location in the file.
  var messages: [String] = []
  /// What a run would do; `nil` if the configuration has a mistake.
  var summary: RunSummary?
  var probes: [EndpointProbe] = []

  var isSound: Bool { summary != nil }

  var hasFailedPing: Bool {
    probes.contains { if case .failed = $0.finding { true } else { false } }
  }
}

/// The text and JSON output of `facet check`.
enum CheckReport {
  static func text(path: String, summary: RunSummary) -> String {
    var lines = [
      "\(path): \(summary.taskType), \(Quantity.count(summary.samples, "sample")) × "
        + "\(Quantity.perspectives(of: summary)), "
        + Quantity.count(summary.calls, summary.asksInConversations ? "conversation" : "call")
    ]
    for endpoint in summary.endpoints {
      lines.append("  \(endpoint.explanation)")
      lines.append("    \(endpoint.baseURL), \(key(of: endpoint))")
    }
    // A warning about 'sandwich' already says this, with a number.
    if summary.repeatsInstructions, !summary.cautions.contains(where: { $0.contains("sandwich") }) {
      lines.append(
        "  note: the layout 'sandwich' sends each instruction twice and shares no prefix between "
          + "perspectives; set 'prompt_layout' to 'context_first' to let providers cache the "
          + "sample"
      )
    }
    lines += summary.inputNotices.map { "  warning: \($0)" }
    lines += summary.cautions.map { "  warning: \($0)" }
    return lines.joined(separator: "\n")
  }

  static func text(_ probe: EndpointProbe) -> String {
    let place = "\(probe.provider), \(probe.baseURL)"
    switch probe.finding {
    case .served: return "ping: \(place) serves '\(probe.model)'"
    case .notListed(let nearest):
      let hint = nearest.map { "; its nearest name is '\($0)'" } ?? ""
      return "ping: \(place) accepts the key but does not list '\(probe.model)'\(hint)"
    case .failed(let error):
      return "ping: \(place) failed: \(error)" + (error.hint.map { "; \($0)" } ?? "")
    }
  }

  private static func key(of endpoint: RunSummary.EndpointSummary) -> String {
    if let variable = endpoint.keyVariable { return "key \(variable) is set" }
    guard let wanted = endpoint.wantedKeyVariable else { return "no key needed" }
    return "key \(wanted) is not set"
  }

  /// The JSON document of `facet check --json`.
  static func document(of findings: [CheckFinding], status: Int32) -> JSONValue {
    [
      "exit_status": number(Int(status)),
      "configurations": .array(findings.map(json)),
    ]
  }

  private static func json(_ finding: CheckFinding) -> JSONValue {
    let summary = finding.summary
    let mistakes = finding.messages.map { message -> JSONValue in
      [
        "severity": "error", "message": .string(message), "path": .string(finding.path),
        "line": nil, "column": nil,
      ]
    }
    return [
      "path": .string(finding.path), "ok": .bool(finding.isSound),
      "diagnostics": .array(finding.diagnostics.map(json) + mistakes),
      "task_type": summary.map { .string($0.taskType) } ?? .null,
      "samples": number(summary?.samples), "perspectives": number(summary?.perspectives),
      "calls": number(summary?.calls),
      "endpoints": .array((summary?.endpoints ?? []).map(json)),
      "warnings": .array((summary?.cautions ?? []).map { .string($0) }),
      "pings": .array(finding.probes.map(json)),
    ]
  }

  private static func json(_ diagnostic: Diagnostic) -> JSONValue {
    [
      "severity": .string(diagnostic.severity.rawValue), "message": .string(diagnostic.message),
      "path": .string(diagnostic.path), "line": number(diagnostic.line),
      "column": number(diagnostic.column),
    ]
  }

  private static func json(_ endpoint: RunSummary.EndpointSummary) -> JSONValue {
    let variable = endpoint.keyVariable ?? endpoint.wantedKeyVariable
    return [
      "model": .string(endpoint.model), "provider": .string(endpoint.provider),
      "base_url": .string(endpoint.baseURL),
      "key_variable": variable.map { .string($0) } ?? .null,
      "key_is_set": .bool(endpoint.keyVariable != nil),
      "explanation": .string(endpoint.explanation),
    ]
  }

  private static func json(_ probe: EndpointProbe) -> JSONValue {
    let finding: (state: String, detail: String?) =
      switch probe.finding {
      case .served: ("served", nil)
      case .notListed(let nearest): ("not_listed", nearest)
      case .failed(let error): ("failed", "\(error)")
      }
    return [
      "model": .string(probe.model), "provider": .string(probe.provider),
      "base_url": .string(probe.baseURL), "finding": .string(finding.state),
      "detail": finding.detail.map { .string($0) } ?? .null,
    ]
  }

  private static func number(_ value: Int?) -> JSONValue {
    value.map { .number(JSONNumber($0)) } ?? .null
  }
}
