internal import FacetJSON
internal import FacetModels
internal import FacetPlatform

/// The text of a diagnostic, before its file and place are known.
struct Mistake: Sendable, Hashable {
  var severity: Diagnostic.Severity
  var message: String

  init(_ message: String, severity: Diagnostic.Severity = .error) {
    self.severity = severity
    self.message = message
  }
}

// MARK: Keys

extension Mistake {
  static func unknownKey(_ key: String, resembling known: String) -> Mistake {
    Mistake("unknown key '\(key)'; did you mean '\(known)'?")
  }

  static func misplacedKey(_ key: String, belonging place: String) -> Mistake {
    Mistake("unknown key '\(key)' here; it belongs \(place)")
  }

  static func requestParameter(_ key: String) -> Mistake {
    Mistake("unknown key '\(key)'; a provider parameter goes into 'extra_body'")
  }

  /// - Parameter holdsParameters: Whether a provider parameter could be meant.
  static func unknownKey(_ key: String, isStrict: Bool, holdsParameters: Bool) -> Mistake {
    let right =
      holdsParameters
      ? "a provider parameter goes into 'extra_body'"
      : "your own notes go into 'metadata'"
    return isStrict
      ? Mistake("unknown key '\(key)'; \(right)")
      : Mistake(
        "unknown key '\(key)' has no effect and is kept in the dataset's metadata; \(right)",
        severity: .warning)
  }

  static func reservedKey(_ key: String, for purpose: String, today: String) -> Mistake {
    Mistake("'\(key)' is reserved for \(purpose); today, \(today)")
  }

  static func missingKey(_ key: String, why: String) -> Mistake {
    Mistake("missing key '\(key)'; \(why)")
  }

  static func secretInFile(_ name: String) -> Mistake {
    Mistake(
      "'\(name)' looks like a key; put the key into an environment variable, and name the variable "
        + "in 'api_key_env'")
  }

  static func keyInVariableName() -> Mistake {
    Mistake(
      "'api_key_env' must be a variable name of capitals, digits and '_'; "
        + "put the key into that variable, not into the file")
  }
}

// MARK: Values

extension Mistake {
  static func conflictingTeacher(_ name: String) -> Mistake {
    Mistake("'teacher_model' is '\(name)' and 'model_config' names another model; keep only one")
  }

  static func csvPerspectives(found count: Int) -> Mistake {
    Mistake(
      "a task with 'csv_analysis' has two perspectives, one with the hint and one without, "
        + "not \(count)")
  }

  static func goldCompletions() -> Mistake {
    Mistake("the perspective with the hint is asked once; leave its 'completions' out")
  }

  static func fewRuns() -> Mistake {
    Mistake("a verdict needs at least 3 completions of the perspective without the hint")
  }

  static func wrongValue(_ name: String, expected: String, found: String) -> Mistake {
    Mistake("'\(name)' must be \(expected), not \(found)")
  }

  static func notAConfiguration(found: String) -> Mistake {
    Mistake("a configuration must be an object, not \(found)")
  }

  static func isDataset() -> Mistake {
    Mistake(
      "this is a dataset that a run wrote, not a configuration; name the run's configuration, or "
        + "'facet report' to look at the dataset")
  }

  static func unknownChoice(_ name: String, found: String, resembling known: String) -> Mistake {
    Mistake("'\(name)' cannot be '\(found)'; did you mean '\(known)'?")
  }

  static func unknownProvider(_ name: String, found: String) -> Mistake {
    Mistake("'\(name)' must be a known provider, not \(found); 'facet models' lists them")
  }

  static func conflictingProviders() -> Mistake {
    Mistake("'api_provider' and 'model_config.api_provider' disagree; keep only one")
  }

  static func conflictingBaseURLs() -> Mistake {
    Mistake("'base_url' and 'model_config.base_url' disagree; keep only one")
  }

  static func invalidURL(_ name: String, because fault: BaseURL.Fault) -> Mistake {
    Mistake("'\(name)' \(fault)")
  }

  static func invalidHeaderName(_ name: String) -> Mistake {
    Mistake("'\(name)' is not a valid header name; use letters, digits and '-'")
  }

  static func invalidHeaderValue(_ name: String) -> Mistake {
    Mistake("the value of the header '\(name)' must be one line of visible characters")
  }

  static func keyHeader(_ name: String) -> Mistake {
    Mistake("the header '\(name)' carries a key; name the key's variable in 'api_key_env' instead")
  }

  static func ownHeader(_ name: String) -> Mistake {
    Mistake("the header '\(name)' is set by Facet and cannot be replaced")
  }

  static func repeatedHeader(_ name: String) -> Mistake {
    Mistake("the header '\(name)' is given twice; case does not matter")
  }

  static func unusedLimit(_ name: String) -> Mistake {
    Mistake(
      "limits for '\(name)' have no effect; it is neither a provider nor a model named here",
      severity: .warning)
  }
}
