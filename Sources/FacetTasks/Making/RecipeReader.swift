internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform

/// Reads values of a configuration of tasks; a mistake has the place of the value.
struct RecipeReader {
  var path: String

  func mistake(_ message: String, at value: LocatedValue) -> Diagnostic {
    Diagnostic(path: path, location: value.location, message: message)
  }

  /// The values of an object whose keys are known.
  ///
  /// - Parameter hints: What to say of other keys that readers may expect.
  func object(
    _ value: LocatedValue, _ name: String, keys: [String], hints: [String: String] = [:]
  ) throws(Diagnostic) -> [String: LocatedValue] {
    guard case .object(let members) = value.content else {
      throw mistake("\(name) must be an object, not \(value.plain.kindDescription)", at: value)
    }
    var found: [String: LocatedValue] = [:]
    for member in members {
      guard keys.contains(member.key) else {
        let nearest = Resemblance.nearest(to: member.key, among: keys)
        throw Diagnostic(
          path: path, location: member.keyLocation,
          message: hints[member.key]
            ?? "unknown key '\(member.key)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
      }
      found[member.key] = member.value
    }
    return found
  }

  func text(_ value: LocatedValue, _ name: String) throws(Diagnostic) -> String {
    guard case .string(let text) = value.content, !text.isEmpty else {
      throw mistake("'\(name)' must be a text, not \(value.plain.kindDescription)", at: value)
    }
    return text
  }

  func texts(_ value: LocatedValue, _ name: String) throws(Diagnostic) -> [String] {
    guard case .array(let elements) = value.content else {
      throw mistake("'\(name)' must be a list of texts", at: value)
    }
    return try elements.map { (element) throws(Diagnostic) in try text(element, name) }
  }

  func count(
    _ value: LocatedValue, _ name: String, from least: Int
  ) throws(Diagnostic) -> Int {
    guard let number = value.plain.int, number >= least, number <= 1_000_000_000 else {
      throw mistake("'\(name)' must be a whole number of at least \(least)", at: value)
    }
    return number
  }

  func template(
    _ text: String, at value: LocatedValue, source: String?
  ) throws(Diagnostic) -> PromptTemplate {
    do throws(TemplateFault) {
      return try PromptTemplate(text)
    } catch {
      throw mistake(
        (source.map { "'\($0)': " } ?? "") + "a text in double braces must be a field's name",
        at: value)
    }
  }

  /// A path that the configuration names: relative to the working folder, or to the configuration.
  func place(of name: String) throws(Diagnostic) -> String {
    if FileSystem.exists(name) || name.hasPrefix("/") { return name }
    let folder = FileSystem.parent(of: path)
    for place in ["\(folder)/\(name)", "\(folder)/../\(name)", "\(folder)/../../\(name)"]
    where FileSystem.exists(place) {
      return place
    }
    return name
  }
}
