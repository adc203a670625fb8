package import FacetJSON

/// A value from an option that overrides the file's.
package struct ConfigurationOverride: Sendable, Hashable {
  /// Dotted keys and indexes: `agent_perspectives.0.strategy`; `\.` is a dot inside a key.
  package var path: String
  package var value: JSONValue
  /// The option as named in messages: `--set model_config.max_tokens`.
  package var source: String

  package init(path: String, value: JSONValue, source: String) {
    self.path = path
    self.value = value
    self.source = source
  }

  /// Reads `KEY=VALUE`; a VALUE that is not JSON is a string.
  ///
  /// - Parameter option: The option's name, for messages.
  /// - Throws: A diagnostic about the option if there is no key or no `=`.
  package init(parsing text: String, option: String = "--set") throws(Diagnostic) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      let shown = text.firstIndex(of: "=") == nil && !SecretShape.matches(text) ? text : "=…"
      throw Diagnostic(.overrideWithoutValue(shown), at: SourcePlace(path: option))
    }
    path = String(text[..<equals])
    source = "\(option) \(path)"
    let written = String(text[text.index(after: equals)...])
    do throws(JSONSyntaxError) {
      value = try ConfigurationJSON.value(of: written).plain
    } catch {
      value = .string(written)
    }
  }

  /// The keys and indexes of the path.
  var keys: [String] {
    var keys = [""]
    var isEscaped = false
    for character in path {
      if isEscaped {
        keys[keys.count - 1] += character == "." ? "." : "\\\(character)"
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "." {
        keys.append("")
      } else {
        keys[keys.count - 1].append(character)
      }
    }
    if isEscaped { keys[keys.count - 1] += "\\" }
    return keys
  }
}
