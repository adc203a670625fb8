internal import FacetJSON
internal import FacetPlatform

// MARK: Models

extension Mistake {
  static func repeatedModel(_ label: String) -> Mistake {
    Mistake("the model '\(label)' is listed twice; give one of them a 'label'")
  }

  static func besideModels(_ key: String) -> Mistake {
    Mistake("'\(key)' cannot be combined with 'models'; write it in an element of 'models'")
  }

  static func csvModels() -> Mistake {
    Mistake("a task with 'csv_analysis' has one model; write 'model_config', not 'models'")
  }
}

// MARK: Schemas

extension Mistake {
  static func schema(_ mistake: SchemaMistake) -> Mistake {
    let place = mistake.pointer.isEmpty ? "" : " at '\(mistake.pointer)'"
    return Mistake("the schema cannot be used\(place): \(mistake.message)")
  }

  static func repairWithoutSchema() -> Mistake {
    Mistake("'repair' has no effect without a 'schema' beside it")
  }

  static func schemaBesideFile(_ key: String) -> Mistake {
    Mistake("'schema' must be either a schema or { \"file\": … }, so '\(key)' does not belong here")
  }

  static func repeatedSchema() -> Mistake {
    Mistake("the strategy has a 'schema' of its own already; keep only one")
  }

  /// A member that an open schema allows without naming it.
  static func unnamedMember(_ member: String, of step: String, members: [String]) -> Mistake {
    let near = Resemblance.nearest(to: member, among: members).map { "; did you mean '\($0)'?" }
    return Mistake(
      "the schema of '\(step)' does not name '\(member)', so a cell fails if an answer lacks it"
        + (near ?? "; add it to 'properties' and 'required'"), severity: .warning)
  }

  static func unknownMember(_ member: String, of step: String, members: [String]) -> Mistake {
    let near = Resemblance.nearest(to: member, among: members).map { "; did you mean '\($0)'?" }
    let list = members.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return Mistake(
      "the schema of '\(step)' has no member '\(member)'" + (near ?? ", only \(list)"))
  }
}
