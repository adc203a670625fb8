internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

extension ConfigurationDecoder {
  /// Reads `data_config`; `nil` if it cannot be used.
  mutating func data(in task: ObjectReader) -> DataConfiguration? {
    guard task["data_config"] != nil else {
      report(
        .missingKey("data_config", why: "its 'input_data_path' names the samples"),
        at: task.origin)
      return nil
    }
    guard let object = object("data_config", in: task, keys: .data) else { return nil }
    let path = required(
      "input_data_path", in: object, .nonEmptyString, why: "it names the file of the samples")
    let size = value("sample_size", in: object, .sampleSize, allowsNull: true)
    let input = value("input_field", in: object, .nonEmptyString).value
    let reference = value("reference_field", in: object, .nonEmptyString).value
    let id = value("id_field", in: object, .nonEmptyString).value
    let messages = value("messages_field", in: object, .nonEmptyString, allowsNull: true).value
    let seed = value("shuffle_seed", in: object, .seed, allowsNull: true).value
    let hasHeader = value("header", in: object, .bool).value
    let skipsBadRows = value("skip_bad_rows", in: object, .bool).value ?? false
    guard let path, let origin = object["input_data_path"]?.value.origin else { return nil }
    let sampleSize: Int? =
      switch size {
      case .absent: DataConfiguration.defaultSampleSize
      case .null: nil
      case .value(let size): size
      }
    return DataConfiguration(
      inputPath: path, inputPathLocation: origin.location, inputPathPlace: place(of: origin),
      sampleSize: sampleSize, inputField: input ?? "input",
      referenceField: reference ?? "reference", idField: id ?? "id", messagesField: messages,
      shuffleSeed: seed,
      hasHeader: hasHeader, skipsBadRows: skipsBadRows)
  }

  /// Reads `limits`; a key with an object value is the name of a provider or a model.
  mutating func limits(in task: ObjectReader) -> Limits {
    var limits = Limits()
    let isSpecific = { (member: ConfigurationNode.Member) in
      if case .object = member.value.content { true } else { false }
    }
    guard let object = object("limits", in: task, keys: .limits, accepts: isSpecific)
    else { return limits }
    limits.maxConcurrency =
      value("max_concurrency", in: object, .wholeNumber(from: 1)).value ?? limits.maxConcurrency
    limits.rates = rates(in: object)
    limits.lead = value("lead_s", in: object, .secondsOrNone).value ?? limits.lead
    for member in object.members
    where isSpecific(member) && !KeyTable.limits.known.contains(member.key) {
      guard
        let inner = self.object(
          member.value, named: member.key, keys: .specificLimits, path: object.path(of: member.key))
      else { continue }
      limits.specific[member.key] = SpecificLimits(
        maxConcurrency: value(
          "max_concurrency", in: inner, .wholeNumber(from: 1), allowsNull: true
        ).value, rates: rates(in: inner))
    }
    return limits
  }

  private mutating func rates(in object: ObjectReader) -> RateLimits {
    RateLimits(
      requestsPerMinute: value(
        "requests_per_minute", in: object, .wholeNumber(from: 1), allowsNull: true
      ).value,
      tokensPerMinute: value(
        "tokens_per_minute", in: object, .wholeNumber(from: 1), allowsNull: true
      ).value)
  }

  /// Reports limits whose name is neither a provider nor one of the models, and files limits under
  /// a provider's alias under its canonical name.
  mutating func resolveNames(
    of limits: inout Limits, in task: ObjectReader, models: Set<String>
  ) {
    guard case .object(let members)? = task["limits"]?.value.content else { return }
    for member in members {
      let name = member.key
      guard let specific = limits.specific[name], !models.contains(name) else { continue }
      if let provider = ProviderTable.provider(named: name) {
        limits.specific[name] = nil
        limits.specific[provider.name] = specific
      } else if let near = Resemblance.nearest(
        to: name, among: ProviderTable.all.map(\.name) + models.sorted())
      {
        report(.unknownKey(name, resembling: near), at: member.keyOrigin)
      } else {
        report(.unusedLimit(name), at: member.keyOrigin)
      }
    }
  }

  mutating func retry(in task: ObjectReader) -> RetryPolicy {
    var retry = RetryPolicy()
    guard let object = object("retry", in: task, keys: .retry) else { return retry }
    retry.maxAttempts =
      value("max_attempts", in: object, .wholeNumber(from: 1)).value ?? retry.maxAttempts
    retry.timeout = value("timeout_s", in: object, .seconds).value ?? retry.timeout
    retry.firstByteTimeout =
      value("first_byte_timeout_s", in: object, .seconds, allowsNull: true).value
    retry.waitForEndpoint =
      value("wait_for_endpoint_s", in: object, .seconds, allowsNull: true).value
    return retry
  }

  mutating func outcomes(in task: ObjectReader) -> OutcomePolicy {
    var policy = OutcomePolicy()
    guard let object = object("on", in: task, keys: .outcomes) else { return policy }
    policy.refused =
      choice("refused", in: object, of: OutcomePolicy.Action.self) ?? policy.refused
    policy.truncated =
      choice("truncated", in: object, of: OutcomePolicy.Action.self) ?? policy.truncated
    policy.maxFailures =
      value("max_failures", in: object, .failureAllowance).value ?? policy.maxFailures
    return policy
  }

  mutating func budget(in task: ObjectReader) -> Budget {
    var budget = Budget()
    guard let object = object("budget", in: task, keys: .budget) else { return budget }
    budget.usd = value("usd", in: object, .amount, allowsNull: true).value
    budget.tokens = value("tokens", in: object, .wholeNumber(from: 0), allowsNull: true).value
    budget.requests = value("requests", in: object, .wholeNumber(from: 0), allowsNull: true).value
    budget.duration = value("duration_s", in: object, .seconds, allowsNull: true).value
    return budget
  }
}

extension ValueRule where Value == OutcomePolicy.FailureAllowance {
  static let failureAllowance = ValueRule(
    expected: "a whole number of at least 0 or a percentage such as \"1%\""
  ) { content in
    switch content {
    case .number(let number):
      return number.int.flatMap { 0...ValueRule<Int>.largest ~= $0 ? .count($0) : nil }
    case .string(let text):
      let digits = text.dropLast()
      guard text.hasSuffix("%"), digits.utf8.allSatisfy({ $0 == 0x2E || 0x30...0x39 ~= $0 }),
        digits.first != ".", digits.last != ".",
        let percent = Double(digits), 0...100 ~= percent
      else { return nil }
      return .percent(percent)
    default: return nil
    }
  }
}
