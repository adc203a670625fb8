/// Who serves models, and how: a row of the provider table.
package struct Provider: Sendable, Hashable {
  /// The name in configurations: `together`.
  package var name: String
  /// The name in messages: `Together`.
  package var displayName: String
  /// Without a trailing slash.
  package var baseURL: String
  package var wireFormat: WireFormat
  /// The variables that may hold the key, the customary one first; empty where none is needed.
  package var keyVariables: [String]
  /// The variables that may replace the base URL.
  package var baseURLVariables: [String]
  /// Hosts whose base URL means this provider.
  ///
  /// An entry may name a port (`localhost:11434`); one that begins with a dot stands for every
  /// host that ends in it.
  package var hosts: [String]
  /// Beginnings of model names that this provider serves, in lower case.
  ///
  /// `#` stands for a whole number. A beginning whose last character is a letter or `#` must be
  /// the whole name or be followed by a hyphen: `sonar` begins `sonar-pro`, not `sonarqube`.
  package var modelPrefixes: [String]
  /// Other names by which configurations may call the provider.
  package var aliases: [String] = []
  /// Beginnings of model names, in lower case, that are not this provider's although one of
  /// ``modelPrefixes`` matches.
  package var exceptedPrefixes: [String] = []
  /// Those of ``name`` and ``aliases`` that mean the provider before a slash too. The others are
  /// names of organisations that publish models.
  package var slashPrefixes: [String] {
    ([name] + aliases).filter { !ProviderTable.organisations.contains($0) }
  }
  /// Whether a request without a key is useless.
  package var requiresKey: Bool = true
  /// Those of ``baseURLVariables`` that hold a host, to which the base URL's path is added.
  package var hostVariables: [String] = []
  /// Whether the base URL in the table is no address, so that a variable or a configuration must
  /// give one.
  package var requiresBaseURL: Bool = false
  /// Wire formats that the provider speaks under other paths, by the end of the base URL's path.
  package var wireFormatsByPath: [String: WireFormat] = [:]
  /// The request member that limits the output, in the OpenAI wire format.
  package var maxTokensKey: String = "max_tokens"
  /// The request member that seeds sampling, in the OpenAI wire format.
  package var seedKey: String = "seed"
  /// The stretch of time that rate-limit headers count requests over where their names do not say;
  /// `nil` where it is not known.
  package var requestLimitPeriod: Duration?
  /// The same for tokens.
  package var tokenLimitPeriod: Duration? = .seconds(60)

  package init(
    name: String, displayName: String, baseURL: String, wireFormat: WireFormat = .openAIChat,
    keyVariables: [String], baseURLVariables: [String] = [], hosts: [String] = [],
    modelPrefixes: [String] = []
  ) {
    self.name = name
    self.displayName = displayName
    self.baseURL = baseURL
    self.wireFormat = wireFormat
    self.keyVariables = keyVariables
    self.baseURLVariables = baseURLVariables
    self.hosts = hosts
    self.modelPrefixes = modelPrefixes
  }

  /// Returns the provider with some facts that few rows of the table need changed.
  func with(_ change: (inout Provider) -> Void) -> Provider {
    var provider = self
    change(&provider)
    return provider
  }
}
