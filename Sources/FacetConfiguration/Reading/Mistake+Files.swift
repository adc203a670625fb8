internal import FacetPlatform

// MARK: Files

extension Mistake {
  static func missingFile(_ path: String, lookedFor places: [String]) -> Mistake {
    if let advice = PathForm.advice(on: path) { return Mistake(advice) }
    if places == [path] { return Mistake(PathForm.missing(path)) }
    let list = places.map { "'\($0)'" }.joined(separator: ", ")
    return Mistake("there is no file '\(path)'; looked for \(list)")
  }

  static func unreadableFile(_ path: String, _ problem: FileProblem) -> Mistake {
    switch problem {
    case .missing: Mistake(PathForm.missing(path))
    case .directory: Mistake("'\(path)' is a directory, not a file")
    case .irregular:
      Mistake("'\(path)' is a pipe or a device; write its content to a file, and name that")
    case .notReadable: Mistake("'\(path)' cannot be read; its permissions do not allow it")
    case .notUTF8: Mistake("'\(path)' is not UTF-8 text; save it as UTF-8")
    case .failed(let reason): Mistake("'\(path)' cannot be read; \(reason)")
    }
  }
}

// MARK: Options

extension Mistake {
  static func overrideWithoutValue(_ text: String) -> Mistake {
    Mistake("'\(text)' must be KEY=VALUE, such as model_config.max_tokens=500")
  }

  static func noElement(_ key: String, in name: String, count: Int) -> Mistake {
    Mistake("'\(name)' has no element '\(key)'; it has \(count), numbered from 0")
  }

  static func notAContainer(_ name: String, kind: String) -> Mistake {
    Mistake("'\(name)' is \(kind) and holds no keys")
  }
}

// MARK: Environment files

extension Mistake {
  static func noAssignment() -> Mistake {
    Mistake("expected NAME=value")
  }

  static func invalidVariableName() -> Mistake {
    Mistake("a variable name has only letters, digits and '_', and does not begin with a digit")
  }

  static func unterminatedQuote(_ quote: Character) -> Mistake {
    Mistake("the value's closing \(quote) is missing")
  }

  static func textAfterQuote() -> Mistake {
    Mistake("unexpected text after the closing quote; a comment begins with ' #'")
  }
}
