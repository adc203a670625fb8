internal import ArgumentParser
internal import FacetConfiguration
internal import FacetJSON

/// A configuration and the options that override it, for commands that require one.
struct ConfigurationOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The task's configuration.", valueName: "config"), completion: .jsonFile)
  var path: String?

  @Option(name: .customLong("config"), help: .hidden, completion: .jsonFile)
  var configOption: String?

  @OptionGroup var overriding: ConfigurationKeyOptions

  func validate() throws {
    if path == nil, configOption == nil {
      throw ValidationError("Name a configuration, such as 'configs/translation.json'.")
    }
    if let path, let configOption, path != configOption {
      throw ValidationError("Name one configuration, not both '\(path)' and '\(configOption)'.")
    }
  }

  /// The configuration's path.
  var configurationPath: String { path ?? configOption ?? "" }

  var baseURL: String? { overriding.baseURL }
  var envFile: String? { overriding.envFile }
  var priceList: PriceOptions { overriding.priceList }

  /// Reads and checks the configuration with the options applied.
  ///
  /// - Parameter further: Overrides from the options of one command.
  func configuration(
    isStrict: Bool = false, further: [ConfigurationOverride] = []
  ) throws -> TaskConfiguration {
    try ConvertedInput.readable(
      TaskConfiguration(
        contentsOf: configurationPath, overrides: try overriding.overrides + further,
        isStrict: isStrict))
  }
}
