extension ModelResolution {
  /// The error for a model whose provider's key is not set: why the model goes to that provider,
  /// likely alternatives, the keys that are set, and the variable to set.
  ///
  /// - Parameter presentVariables: The names of the environment variables that are set.
  package func missingKeyError(presentVariables: Set<String>) -> ModelError {
    let others = ProviderTable.all.filter { other in
      other.name != provider.name && other.keyVariables.contains(where: presentVariables.contains)
    }
    var message =
      "the key for \(provider.displayName) is not set; '\(model)' goes there, because \(reason)"
    if !others.isEmpty {
      let found = others.map { other in
        let variable = other.keyVariables.first(where: presentVariables.contains) ?? ""
        return "\(other.displayName) (\(variable))"
      }
      message += "; keys are set for " + found.joined(separator: ", ")
    }
    var hints = suggestions
    let wanted = provider.keyVariables.first ?? "the variable that 'api_key_env' names"
    if suggestions.isEmpty, rule == .fallback || rule == .nameTable, let other = others.first {
      hints.append("set \(wanted), or name another provider: '\(other.name):\(model)'")
    } else {
      hints.append("set \(wanted)")
    }
    return ModelError(
      .authentication, message, parameter: provider.keyVariables.first,
      hint: hints.joined(separator: "; "))
  }
}
