internal import FacetJSON

/// An object of a configuration whose keys have been checked.
struct ObjectReader {
  var members: [ConfigurationNode.Member]
  var origin: ConfigurationNode.Origin
  /// Its dotted path from the top, empty at the top: `agent_perspectives.0.model_config`.
  var path: String

  subscript(key: String) -> ConfigurationNode.Member? {
    members.first { $0.key == key }
  }

  func path(of key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }
}
