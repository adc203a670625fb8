internal import ArgumentParser

/// The numbers and names that options accept, with a message for every other value.
enum OptionRule {
  /// Far above any real use, yet small enough that sums and products of such counts fit.
  static let largestCount = 1_000_000_000

  /// Checks a count.
  static func count(
    _ value: Int?, _ option: String, from least: Int = 1, to most: Int = largestCount
  ) throws {
    guard let value else { return }
    guard value >= least else { throw ValidationError("'\(option)' must be at least \(least).") }
    guard value <= most else { throw ValidationError("'\(option)' must be at most \(most).") }
  }

  /// Checks a time in seconds: above 0, at most a year.
  static func seconds(_ value: Double?, _ option: String) throws {
    guard let value else { return }
    guard value > 0, value <= 31_536_000 else {
      throw ValidationError("'\(option)' must be a number of seconds above 0, at most a year.")
    }
  }

  /// Checks that a name is not blank and has no control characters.
  static func name(_ value: String?, _ option: String) throws {
    guard let value else { return }
    guard value.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("'\(option)' must not be empty.")
    }
    let isReadable = value.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value)
    }
    guard isReadable else {
      throw ValidationError("'\(option)' must not contain control characters.")
    }
  }
}
