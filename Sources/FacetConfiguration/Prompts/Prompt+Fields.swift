extension Prompt {
  /// The names that the prompt takes from a sample, in the order of their first use.
  package var names: [String] {
    switch content {
    case .instruction: []
    case .template(let template): template.names
    }
  }

  /// What is wrong with a name that no sample has a field for.
  ///
  /// - Parameter fields: The names that there are.
  package func diagnostic(missing name: String, fields: [String]) -> Diagnostic {
    let place = namePlaces[name] ?? SourcePlace(path: file ?? "", location: location)
    return Diagnostic(.unknownField(name, fields: fields), at: place)
  }
}
