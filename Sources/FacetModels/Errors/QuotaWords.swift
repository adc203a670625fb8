/// Recognises exhausted credit, spend limits and plans in a provider's words.
enum QuotaWords {
  /// A text's evidence of a limit.
  enum Finding: Sendable, Equatable {
    /// Money is missing or the account is closed: no wait helps.
    case credit
    /// A limit over a day or longer.
    case longLimit
    /// A quota over an unnamed period.
    case quota

    /// The rank of a finding; the higher of two counts.
    fileprivate var rank: Int {
      switch self {
      case .quota: 1
      case .longLimit: 2
      case .credit: 3
      }
    }
  }

  /// The finding of the codes and types alone.
  static func finding(inNames names: [String]) -> Finding? {
    let names = names.map { $0.filter(\.isLetter) }
    if names.contains(where: { name in creditNames.contains(where: name.contains) }) {
      return .credit
    }
    let long = names.contains { $0.contains("perday") || $0.contains("permonth") }
    let short = names.contains { $0.contains("perminute") || $0.contains("persecond") }
    return long && !short ? .longLimit : nil
  }

  /// The finding in a text, and its position there.
  static func finding(in text: ErrorText) -> (finding: Finding, place: ErrorText.Place)? {
    if let (finding, start) = chinese(in: text) { return (finding, text.place(of: start)) }
    var found: (finding: Finding, place: ErrorText.Place)?
    var isFirst = true
    var isShort = false
    // A quota over an unnamed period may be one per minute.
    let isRate = text.contains("rate limit")
    for sentence in text.sentences {
      if let finding = finding(inSentence: sentence), finding == .credit || !isShort,
        finding != .quota || !isRate,
        finding.rank > found?.finding.rank ?? 0
      {
        let start = subjects.compactMap { sentence.index(of: $0) }.min() ?? 0
        found = (finding, isFirst ? sentence.place(of: start) : .within)
      }
      isShort = isShort || sentence.contains(anyOf: shortPeriods)
      isFirst = false
    }
    return found
  }

  private static func finding(inSentence text: ErrorText) -> Finding? {
    if text.contains(anyOf: wholePhrases) || hasNone(text) || isClosed(text) { return .credit }
    let isAdvice = text.contains(anyOf: advice)
    if !isAdvice, text.contains(anyOf: money), text.contains(anyOf: missing) { return .credit }
    if text.contains(anyOf: shortPeriods) { return nil }
    if text.contains(anyOf: spent) {
      return text.contains(anyOf: longPeriods) ? .longLimit : .quota
    }
    if isAdvice { return nil }
    if text.contains(anyOf: longPeriods), text.contains(anyOf: limits) { return .longLimit }
    if text.contains("resource has been exhausted") { return nil }
    return text.contains(anyOf: quotas) && text.contains(anyOf: missing) ? .quota : nil
  }

  /// The subjects of findings.
  private static let subjects = wholePhrases + money + accounts + longPeriods + quotas

  /// Whether the text says that an account is closed.
  private static func isClosed(_ text: ErrorText) -> Bool {
    accounts.contains { text.text(after: $0, length: 60)?.contains(anyOf: closed) == true }
  }

  /// Google's wording for a model without free quota: `limit: 0`.
  private static func hasNone(_ text: ErrorText) -> Bool {
    guard let after = text.text(after: "limit: 0", length: 1) else { return false }
    return after.isEmpty || after.contains(anyOf: [" ", ",", "\"", "}", ")"])
  }

  /// Whether a text names a limit that resets within the minute.
  static func namesShortPeriod(_ text: ErrorText) -> Bool { text.contains(anyOf: shortPeriods) }

  /// Whether a text names a period of a day or longer.
  static func namesLongPeriod(_ text: ErrorText) -> Bool { text.contains(anyOf: longPeriods) }

  /// Parts of codes, letters only.
  private static let creditNames = [
    "insufficientquota", "insufficientbalance", "insufficientcredit", "insufficientfund",
    "creditbalance", "creditlimit", "creditexhausted", "creditsexhausted", "outofcredit",
    "spendlimit", "spendinglimit", "budgetexceeded", "organizationusagelimit", "billinghardlimit",
    "billingnotactive", "billingerror", "billinginactive", "paymentrequired", "arrearage",
    "overdue", "exceededcurrentquota", "accountsuspended", "accountdeactivated",
    "allocationquotafreetieronly", "setlimitexceeded", "balancenotenough", "notenoughbalance",
    "resourcepackexhausted", "inarrears", "billingdisabled",
  ]

  private static let wholePhrases = [
    "can only afford", "requires more credits", "payment required", "past due",
    "billing is not active", "billing not active", "billing account is disabled",
    "specified api usage limits", "good standing", "purchase credits",
    "budget has been exceeded", "billing hard limit",
    "out of credit", "enough balance", "trial has ended", "trial has expired", "trial is over",
    "add a payment method to continue", "requires billing to be enabled",
  ]

  private static let money = [
    "credit", "balance is", "balance (", "balance.", "balance,", "balance to", "balance or",
    "balance for", "account balance", "insufficient balance", "balance insufficient", "funds",
    "prepaid", "wallet", "spend limit", "spending limit",
    "spending cap", "spend cap", "resource package",
  ]

  private static let missing = [
    "insufficient", "not enough", "not sufficient", "too low", "exhaust", "used up", "used all",
    "run out", "ran out", "out of", "no remaining", "none left", "exceed", "deplete", "reached",
    "doesn't have", "does not have", "don't have", "do not have", "have no", "has no",
    "no credits", "negative", "unpaid", "overdue", "recharge", "zero", "expired", "consumed",
    "top up", "hit your",
  ]

  /// Phrases for an amount that is gone, even in a sentence that also says how to get more.
  private static let spent = [
    "used up your", "used all of your", "used all your", "no remaining requests",
    "no requests left", "no remaining tokens",
  ]

  /// Sentences about how to get more do not say that there is none.
  private static let advice = [
    "to unlock", "increase your", "by adding", "upgrade to", "need more tokens", "to raise",
    "to increase your rate", "higher rate limit", "learn more", "e.g. check quota",
  ]

  private static let accounts = [
    "account", "organization", "organisation", "workspace", "subscription", "team",
  ]

  private static let closed = [
    "suspend", "deactivated", "disabled", "not active", "inactive", "frozen", "terminated",
    "in arrears", "overdue", "has expired", "locked",
  ]

  private static let quotas = [
    "quota", "usage limit", "api usage", "usage cap", "allowance", "trial", "free tier",
    "free usage", "free allocation", "allotment", "plan limit", "included usage", "resource limit",
  ]

  private static let limits = [
    "limit", "quota", "exceed", "exhaust", "reached", "used up", "used all", "cap ", "allowance",
    "run out", "out of", "too many", "no more", "maximum",
  ]

  private static let longPeriods = [
    "per day", "per-day", "per_day", "perday", "/day", "/ day", "/d ", "a day", "each day",
    "daily", "by day", "byday", "today", "per week", "per-week", "per_week", "/week", "/ week",
    "weekly", "per month", "per-month", "per_month", "/month", "/ month", "monthly", "this month",
    "this week", "a month", "a week", "24 hours", "24h", "24-hour", "86400", "tpd", "rpd",
    "per year", "yearly", "annual", "billing period", "billing cycle", "5-hour", "5 hour",
    "lifetime", "total request limit",
  ]

  private static let shortPeriods = [
    "per minute", "per-minute", "per_minute", "perminute", "per min", "per-min", "per_min",
    "/min", "/ min", "a minute", "each minute", "minutely", "by minute", "byminute",
    "per second", "per-second", "per_second", "/second", "/sec", "/s ", "a second", "rpm", "tpm",
    "qps", "rps", "itpm", "otpm", "concurren", "per 60s", "per 60 s", "per 1m",
  ]

  // MARK: Chinese

  /// The finding in Chinese words, and its position.
  private static func chinese(in text: ErrorText) -> (Finding, Int)? {
    if let start = chineseCredit.lazy.compactMap({ text.index(of: $0) }).first {
      return (.credit, start)
    }
    guard let gone = chineseGone.lazy.compactMap({ text.index(of: $0) }).first,
      !text.contains(anyOf: chineseShortPeriods), !text.contains(anyOf: shortPeriods)
    else { return nil }
    if let start = chineseLongPeriods.lazy.compactMap({ text.index(of: $0) }).first {
      return (.longLimit, min(start, gone))
    }
    return chineseQuotas.lazy.compactMap { text.index(of: $0) }.first.map { (.quota, $0) }
  }

  private static let chineseCredit = [
    "余额不足", "欠费", "请充值", "余额已用", "余量已用", "余量不足", "账户已被锁定", "账号已被锁定", "账户已被禁用",
    "账号已被禁用", "账户已被冻结", "账号已被冻结", "账户已停用",
  ]

  private static let chineseGone = [
    "已用", "用完", "用尽", "不足", "上限", "超出", "超过", "耗尽", "达到",
  ]

  private static let chineseQuotas = ["额度", "配额", "资源包", "调用次数", "套餐", "试用"]

  private static let chineseLongPeriods = [
    "今日", "当日", "当天", "每日", "每天", "单日", "日限额", "日调用", "本周", "每周", "本月", "当月", "每月",
    "月限额", "月度", "调用总量", "总量限", "总量已用", "总量已达", "总量已耗", "总调用",
  ]

  private static let chineseShortPeriods = [
    "每分钟", "每秒", "并发", "频率", "速率", "限流", "分钟内", "秒内",
  ]
}
