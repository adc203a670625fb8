/// A service that runs models, and how to reach it: a row of the provider table.
package struct Provider: Sendable, Hashable {
  /// The name in configurations: `together`.
  package var name: String
  /// The name in messages: `Together`.
  package var displayName: String
  /// Without a trailing slash.
  package var baseURL: String
  package var wireFormat: WireFormat
  /// The variables that may hold the key, the usual one first; empty if none is needed.
  package var keyVariables: [String]
  /// The variables that may replace the base URL.
  package var baseURLVariables: [String]
  /// Hosts whose base URL identifies this provider.
  ///
  /// A host may include a port (`localhost:11434`); one that begins with a dot matches every host
  /// with that suffix.
  package var hosts: [String]
  /// Prefixes of the model names that this provider serves, in lower case.
  ///
  /// `#` stands for a whole number. A prefix that ends in a letter or `#` must be the whole name or
  /// be followed by a hyphen: `sonar` matches `sonar-pro`, not `sonarqube`.
  package var modelPrefixes: [String]
  /// Other names for the provider in configurations.
  package var aliases: [String] = []
  /// Prefixes of model names, in lower case, that are not this provider's although they match one
  /// of ``modelPrefixes``.
  package var exceptedPrefixes: [String] = []
  /// The members of ``name`` and ``aliases`` that mean the provider before a slash too. The others
  /// are also names of organisations that publish models.
  package var slashPrefixes: [String] {
    ([name] + aliases).filter { !ProviderTable.organisations.contains($0) }
  }
  /// Whether a request needs a key.
  package var requiresKey: Bool = true
  /// The members of ``baseURLVariables`` that hold a host, to which the base URL's path is added.
  package var hostVariables: [String] = []
  /// Whether the table has no real base URL, so that a variable or a configuration must give one.
  package var requiresBaseURL: Bool = false
  /// Wire formats that the provider serves under other paths, by the end of the base URL's path.
  package var wireFormatsByPath: [String: WireFormat] = [:]
  /// The request member that limits the output, in the OpenAI wire format.
  package var maxTokensKey: String = "max_tokens"
  /// The request member that seeds sampling, in the OpenAI wire format.
  package var seedKey: String = "seed"
  /// The values of a request's `service_tier`.
  package var serviceTiers = ServiceTiers.none
  /// The period of request limits in rate-limit headers whose names do not state it; `nil` if
  /// unknown.
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

  /// Returns the provider with changes that few rows of the table need.
  func with(_ change: (inout Provider) -> Void) -> Provider {
    var provider = self
    change(&provider)
    return provider
  }
}
