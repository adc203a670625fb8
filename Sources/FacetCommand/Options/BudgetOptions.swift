internal import ArgumentParser
internal import Facet
internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels

/// The limits at which a run stops, counted over all of its sessions.
struct BudgetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Stop before the run pays more than this, in US dollars.", valueName: "dollars"))
  var budgetUsd: String?

  @Option(
    help: ArgumentHelp("Stop before the run uses more tokens than this.", valueName: "count"))
  var budgetTokens: Int?

  @Option(
    help: ArgumentHelp("Stop before the run sends more requests than this.", valueName: "count"))
  var budgetRequests: Int?

  @Option(
    help: ArgumentHelp(
      "Send no requests after this much running time: 90, 90s, 30m or 2h.", valueName: "time"))
  var budgetDuration: String?

  func validate() throws {
    if let budgetUsd, dollars == nil {
      throw ValidationError("'--budget-usd' must be an amount such as '2.50', not '\(budgetUsd)'.")
    }
    try OptionRule.count(budgetTokens, "--budget-tokens", from: 0, to: Self.largest)
    try OptionRule.count(budgetRequests, "--budget-requests", from: 0, to: Self.largest)
    if let budgetDuration, seconds == nil {
      throw ValidationError(
        "'--budget-duration' must be a time such as '90s', '30m' or '2h', not '\(budgetDuration)'."
      )
    }
  }

  /// The options as configuration keys.
  var overrides: [ConfigurationOverride] {
    let values: [(key: String, value: JSONValue?, option: String)] = [
      ("budget.usd", dollars.map { .number($0.number) }, "--budget-usd"),
      ("budget.tokens", budgetTokens.map { .number(JSONNumber($0)) }, "--budget-tokens"),
      ("budget.requests", budgetRequests.map { .number(JSONNumber($0)) }, "--budget-requests"),
      ("budget.duration_s", seconds.map { .number(JSONNumber($0)) }, "--budget-duration"),
    ]
    return values.compactMap { key, value, option in
      value.map { ConfigurationOverride(path: key, value: $0, source: option) }
    }
  }

  /// The largest number that a configuration's budget accepts.
  private static let largest = 1_000_000_000_000_000

  private var dollars: USDollars? {
    guard let budgetUsd, let number = Double(budgetUsd), 0...1e9 ~= number else { return nil }
    return USDollars(budgetUsd)
  }

  private var seconds: Double? {
    guard let budgetDuration else { return nil }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    let unit = budgetDuration.last.flatMap { units[$0] }
    let digits = unit == nil ? Substring(budgetDuration) : budgetDuration.dropLast()
    guard let number = Double(digits), number.isFinite else { return nil }
    let seconds = number * (unit ?? 1)
    return seconds > 0 && seconds <= 31_536_000 ? seconds : nil
  }
}

extension Budget {
  /// For each limit, the command that resumes the run with twice that limit.
  func raisingCommands(_ arguments: [String]) -> [BudgetLimit: String] {
    let raised: [(limit: BudgetLimit, option: String, value: String?)] = [
      (
        .usd, "--budget-usd",
        usd.flatMap { USDollars($0) }.flatMap { $0 > .zero ? ($0 * 2).description : nil }
      ),
      (.tokens, "--budget-tokens", tokens.flatMap(Self.doubled)),
      (.requests, "--budget-requests", requests.flatMap(Self.doubled)),
      (
        .duration, "--budget-duration",
        duration.map { JSONNumber($0 / .seconds(1) * 2).text }
      ),
    ]
    return raised.reduce(into: [:]) { commands, next in
      guard let value = next.value else { return }
      commands[next.limit] = ResumeCommand.text(arguments, setting: next.option, to: value)
    }
  }

  private static func doubled(_ limit: Int) -> String? {
    let (twice, overflows) = limit.multipliedReportingOverflow(by: 2)
    return limit > 0 && !overflows ? String(twice) : nil
  }
}
