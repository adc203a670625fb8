internal import ArgumentParser
internal import FacetConfiguration
internal import FacetJSON

/// Options that override keys of a configuration, for every command that reads one.
struct ConfigurationKeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Use this model at the top level.", valueName: "name"), completion: .model)
  var model: String?

  @Option(
    help: ArgumentHelp("Use this provider for the top-level model.", valueName: "name"),
    completion: .provider)
  var provider: String?

  @Option(
    help: ArgumentHelp(
      "Send the top-level model's requests, and its key, to this address.", valueName: "url"))
  var baseURL: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set any configuration key: --set model_config.max_tokens=200.", valueName: "key=value"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp("Read variables from this file instead of '.env'.", valueName: "file"),
    completion: .file())
  var envFile: String?

  @Option(
    help: ArgumentHelp(
      "Trust the root certificates in this PEM file instead of the system's.", valueName: "file"),
    completion: .file())
  var caFile: String?

  @Option(
    name: [.customShort("j"), .long],
    help: ArgumentHelp("Requests in flight at once per endpoint.", valueName: "count"))
  var maxConcurrency: Int?

  @Option(help: ArgumentHelp("Attempts per request.", valueName: "count"))
  var maxAttempts: Int?

  @Option(help: ArgumentHelp("Time limit of one attempt.", valueName: "seconds"))
  var timeout: Double?

  @Option(
    help: ArgumentHelp("Choose samples at random instead of the first ones.", valueName: "number"))
  var shuffleSeed: Int?

  @Flag(help: "Skip input rows that cannot be read, and list them.")
  var skipBadRows = false

  @OptionGroup var priceList: PriceOptions

  func validate() throws {
    try OptionRule.count(maxConcurrency, "--max-concurrency")
    try OptionRule.count(maxAttempts, "--max-attempts")
    try OptionRule.seconds(timeout, "--timeout")
    try OptionRule.name(model, "--model")
    try OptionRule.name(provider, "--provider")
    try OptionRule.name(envFile, "--env-file")
  }

  /// The options as overrides of configuration keys, in the order in which they apply.
  var overrides: [ConfigurationOverride] {
    get throws {
      var overrides = try settings.map { try ConfigurationOverride(parsing: $0) }
      func add(_ key: String, _ value: JSONValue?, _ option: String) {
        guard let value else { return }
        overrides.append(ConfigurationOverride(path: key, value: value, source: option))
      }
      add("model_config.model_name", model.map { .string($0) }, "--model")
      add("api_provider", provider.map { .string($0) }, "--provider")
      add(
        "limits.max_concurrency", maxConcurrency.map { .number(JSONNumber($0)) },
        "--max-concurrency")
      add("retry.max_attempts", maxAttempts.map { .number(JSONNumber($0)) }, "--max-attempts")
      add("retry.timeout_s", timeout.map { .number(JSONNumber($0)) }, "--timeout")
      add(
        "data_config.shuffle_seed", shuffleSeed.map { .number(JSONNumber($0)) },
        "--shuffle-seed")
      add("data_config.skip_bad_rows", skipBadRows ? true : nil, "--skip-bad-rows")
      return overrides
    }
  }
}
