/// The providers that Facet knows, as data.
package enum ProviderTable {
  /// Every row; detection tries the name prefixes in this order.
  package static let all: [Provider] = hosted + selfHosted

  /// Where a model goes whose name says nothing.
  package static let fallback = together

  /// Names of providers that are organisations at hosts of open weights and at OpenRouter as well:
  /// `openai/gpt-oss-120b` means no provider.
  static let organisations: Set<String> = [
    "openai", "anthropic", "google", "mistralai", "deepseek", "perplexity", "nvidia",
  ]

  /// The provider that a configuration calls so, by name or alias; neither case nor the choice
  /// between hyphen and underscore matters.
  package static func provider(named name: String) -> Provider? {
    let name = canonical(name)
    return all.first { $0.name == name || $0.aliases.contains(name) }
  }

  static func canonical(_ name: String) -> String {
    String(name.lowercased().map { $0 == "-" ? "_" : $0 })
  }

  /// The provider that serves a host; a row that names the port is preferred.
  ///
  /// - Parameters:
  ///   - host: The host alone, in lower case.
  ///   - port: The port where the URL has one.
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

  /// The provider whose table of names has this model, and the beginning that matched.
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

  /// Whether a model name in lower case begins as a row says.
  ///
  /// `organisation/model` is what hosts of open weights call a model, however it begins.
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
