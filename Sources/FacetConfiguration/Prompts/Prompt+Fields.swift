extension Prompt {
  /// The names that the prompt takes from a sample, in the order of their first use.
  package var names: [String] {
    switch content {
    case .instruction: []
    case .template(let template): template.names
    }
  }

  /// The mistake for a name that is not a field of any sample.
  ///
  /// - Parameter fields: The available names.
  package func diagnostic(missing name: String, fields: [String]) -> Diagnostic {
    let place = namePlaces[name] ?? SourcePlace(path: file ?? "", location: location)
    return Diagnostic(.unknownField(name, fields: fields), at: place)
  }
}
