extension ModelResolution {
  /// The error of a model whose provider's key is not set: why it goes there, what may have been
  /// meant, which keys are there, and what to set.
  ///
  /// - Parameter presentVariables: The names of the environment variables that are set.
  package func missingKeyError(presentVariables: Set<String>) -> ModelError {
    let wanted = provider.keyVariables.first ?? "the variable that 'api_key_env' names"
    var sentences = ["\(explanation); its key is not set"]
    let others = ProviderTable.all.filter { other in
      other.name != provider.name && other.keyVariables.contains(where: presentVariables.contains)
    }
    if !others.isEmpty {
      let found = others.map { other in
        let variable = other.keyVariables.first(where: presentVariables.contains) ?? ""
        return "\(other.displayName) (\(variable))"
      }
      sentences.append("keys are set for " + found.joined(separator: ", "))
    }
    var hint = "set \(wanted)"
    if rule == .fallback || rule == .nameTable, let other = others.first {
      hint += ", or name another provider: '\(other.name):\(model)'"
    }
    return ModelError(
      .authentication, sentences.joined(separator: ". "), parameter: provider.keyVariables.first,
      hint: hint)
  }
}
