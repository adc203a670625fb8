/// The providers that Facet knows, as data.
package enum ProviderTable {
  /// Every row; detection tries the name prefixes in this order.
  package static let all: [Provider] = hosted + selfHosted

  /// The provider of models whose names identify none.
  package static let fallback = together

  /// Provider names that are also organisations at hosts of open weights and at OpenRouter:
  /// `openai/gpt-oss-120b` does not mean the provider.
  static let organisations: Set<String> = [
    "openai", "anthropic", "google", "mistralai", "deepseek", "perplexity", "nvidia",
  ]

  /// The provider with this name or alias in configurations; case does not matter, nor the choice
  /// between hyphen and underscore.
  package static func provider(named name: String) -> Provider? {
    let name = canonical(name)
    return all.first { $0.name == name || $0.aliases.contains(name) }
  }

  static func canonical(_ name: String) -> String {
    String(name.lowercased().map { $0 == "-" ? "_" : $0 })
  }

  /// The provider at a host; a row that names the port is preferred.
  ///
  /// - Parameters:
  ///   - host: The host without a port, in lower case.
  ///   - port: The port, if the URL has one.
  package static func provider(host: String, port: Int?) -> Provider? {
    if let port, let match = all.first(where: { $0.hosts.contains("\(host):\(port)") }) {
      return match
    }
    return all.first { provider in
      provider.hosts.contains { entry in
        entry.hasPrefix(".") ? host.hasSuffix(entry) : host == entry
      }
    }
  }

  /// The provider whose name table contains this model, and the matching prefix.
  package static func provider(servingModel name: String) -> (provider: Provider, prefix: String)? {
    let name = name.lowercased()
    for provider in all {
      if provider.exceptedPrefixes.contains(where: name.hasPrefix) { continue }
      if let prefix = provider.modelPrefixes.first(where: { begins(name, with: $0) }) {
        return (provider, prefix)
      }
    }
    return nil
  }

  /// Whether a lower-case model name begins with a row's prefix.
  ///
  /// Hosts of open weights name models `organisation/model`, so such a name never matches.
  private static func begins(_ name: String, with prefix: String) -> Bool {
    if name.contains("/"), !prefix.contains("/") { return false }
    var rest = name[...]
    for character in prefix {
      if character == "#" {
        guard let first = rest.first, first.isASCII, first.isNumber, first != "0" else {
          return false
        }
        rest = rest.drop { $0.isASCII && $0.isNumber }
      } else if rest.first == character {
        rest.removeFirst()
      } else {
        return false
      }
    }
    guard let last = prefix.last, last == "#" || last.isLetter else { return true }
    return rest.isEmpty || rest.first == "-"
  }
}
