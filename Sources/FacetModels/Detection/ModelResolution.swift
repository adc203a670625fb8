/// The provider for a model, and why.
package struct ModelResolution: Sendable, Hashable {
  /// The deciding rule; the first that applies.
  package enum Rule: String, Sendable, CaseIterable {
    /// The provider was given.
    case explicitProvider = "explicit_provider"
    /// A base URL was given.
    case explicitBaseURL = "explicit_base_url"
    /// The name begins with a provider and a colon.
    case providerPrefix = "provider_prefix"
    /// The name's prefix is in the provider table.
    case nameTable = "name_table"
    /// The name identifies no provider.
    case fallback
  }

  package var provider: Provider
  /// The name on the wire.
  package var model: String
  /// The given base URL, in the form that requests need; `nil` for the provider's own.
  package var baseURL: String?
  package var rule: Rule
  /// The reason for the provider, in a clause: `its name begins with 'claude-'`.
  package var reason: String
  /// Likely alternatives, each a clause without a full stop; the most likely first.
  package var suggestions: [String]

  /// One sentence: `'claude-x' goes to Anthropic, because its name begins with 'claude-'`.
  package var explanation: String {
    let sentence = "'\(model)' goes to \(provider.displayName), because \(reason)"
    return ([sentence] + suggestions).joined(separator: "; ")
  }
}

/// Why a model cannot be resolved: one of the values given for it is wrong.
package struct ModelResolutionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The wrong one of the three values.
  package enum Subject: String, Sendable {
    case model
    case provider
    case baseURL
  }

  package var subject: Subject
  /// Without a full stop, like diagnostics.
  package var message: String

  package var description: String { message }
}
