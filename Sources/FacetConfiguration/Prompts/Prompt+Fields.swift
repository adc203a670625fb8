extension Prompt {
  /// The names that the prompt takes from a sample, in the order of their first use.
  package var names: [String] {
    switch content {
    case .instruction: []
    case .template(let template): template.names.filter { stepNames[$0] == nil }
    }
  }

  /// The mistake for a name that is neither a field of any sample nor an earlier step.
  ///
  /// - Parameters:
  ///   - fields: The names of the samples' fields.
  ///   - steps: The names of earlier steps.
  package func diagnostic(
    missing name: String, fields: [String], steps: [String] = []
  ) -> Diagnostic {
    let place = namePlaces[name] ?? SourcePlace(path: file ?? "", location: location)
    return Diagnostic(.unknownField(name, fields: fields, steps: steps), at: place)
  }
}
