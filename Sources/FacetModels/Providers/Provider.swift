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
  package var hosts: [String]
  /// Beginnings of model names that this provider serves, in lower case.
  package var modelPrefixes: [String]

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
}
