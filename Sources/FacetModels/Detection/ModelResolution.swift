/// Where a model goes, and why.
package struct ModelResolution: Sendable, Hashable {
  /// What decided; the first of these that applies.
  package enum Rule: String, Sendable, CaseIterable {
    /// The provider was given.
    case explicitProvider = "explicit_provider"
    /// A base URL was given.
    case explicitBaseURL = "explicit_base_url"
    /// The name begins with a provider and a colon.
    case providerPrefix = "provider_prefix"
    /// The name begins as a row of the provider table says.
    case nameTable = "name_table"
    /// The name says nothing.
    case fallback
  }

  package var provider: Provider
  /// The name that goes over the wire.
  package var model: String
  /// The base URL that was given, in the form that requests need; `nil` for the provider's own.
  package var baseURL: String?
  package var rule: Rule
  /// Why the model goes there, in a clause: `its name begins with 'claude-'`.
  package var reason: String
  /// What a reader may have meant instead, each a clause without a full stop; the likeliest first.
  package var suggestions: [String]

  /// One sentence: `'claude-x' goes to Anthropic, because its name begins with 'claude-'`.
  package var explanation: String {
    let sentence = "'\(model)' goes to \(provider.displayName), because \(reason)"
    return ([sentence] + suggestions).joined(separator: "; ")
  }
}

/// Why a model cannot be resolved: what was given beside it is wrong.
package struct ModelResolutionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Which of the three values is wrong.
  package enum Subject: String, Sendable {
    case model
    case provider
    case baseURL
  }

  package var subject: Subject
  /// Without a full stop, as diagnostics are.
  package var message: String

  package var description: String { message }
}
