package import FacetJSON

/// A mistake, or a warning, in a file that the user wrote.
public struct Diagnostic: Error, Sendable, Hashable, CustomStringConvertible {
  /// The severity of a diagnostic.
  public enum Severity: String, Sendable {
    /// A mistake that must be corrected.
    case error
    /// A probable mistake.
    case warning
    /// A note for information.
    case note
  }

  /// The file's path as the user gave it, or the option that holds the mistake.
  public var path: String
  /// The 1-based line; `nil` if the mistake has no place in the text.
  public var line: Int?
  /// The 1-based column in Unicode scalars; `nil` if the place is a whole line or file.
  public var column: Int?
  /// The severity.
  public var severity: Severity
  /// What is wrong and how to correct it, without a full stop.
  public var message: String

  package init(
    path: String, location: SourceLocation?, severity: Severity = .error, message: String
  ) {
    self.path = path
    self.line = location?.line
    self.column = location?.column
    self.severity = severity
    self.message = message
  }

  init(_ mistake: Mistake, at place: SourcePlace) {
    self.init(
      path: place.path, location: place.location, severity: mistake.severity,
      message: mistake.message)
  }

  /// `configs/a.json:12:18: error: …`
  public var description: String {
    let place = line.map { ":\($0)" + (column.map { ":\($0)" } ?? "") } ?? ""
    return "\(path)\(place): \(severity.rawValue): \(message)"
  }
}

/// A place that a diagnostic can point at.
package struct SourcePlace: Sendable, Hashable {
  /// A file's path as the user gave it, or an option.
  package var path: String
  package var location: SourceLocation?

  package init(path: String, location: SourceLocation? = nil) {
    self.path = path
    self.location = location
  }
}

/// All mistakes of a configuration, in the order of the file.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  /// The mistakes; never empty.
  public var diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
