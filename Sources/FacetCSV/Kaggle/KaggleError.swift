/// Why a Kaggle data set is not available.
package struct KaggleError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  private init(_ description: String) {
    self.description = description
  }

  static func noClient() -> KaggleError {
    KaggleError(
      "'--kaggle' needs Kaggle's own command-line client, and there is no 'kaggle' on PATH; "
        + "install it with 'pipx install kaggle' or 'pip install kaggle', then log in with "
        + "'kaggle auth login', or put an API token into KAGGLE_API_TOKEN or "
        + "~/.kaggle/access_token")
  }

  static func notAName(_ text: String) -> KaggleError {
    KaggleError("'\(text)' is not a data set name; it must be OWNER/NAME")
  }

  static func unreadableList(_ path: String, _ reason: String) -> KaggleError {
    KaggleError("\(path): error: \(reason)")
  }

  static func client(_ name: String, _ action: String, _ words: String) -> KaggleError {
    KaggleError("\(name): the client could not \(action): \(words)")
  }

  static func notOneCSV(_ name: String, _ count: Int) -> KaggleError {
    KaggleError(
      "\(name): it has \(count == 0 ? "no CSV file" : "\(count) CSV files"); "
        + "exactly one is needed")
  }

  static func tooMany(_ name: String, _ count: Int) -> KaggleError {
    KaggleError("\(name): it has more than \(count) files; exactly one CSV file is needed")
  }

  static func tooLarge(_ name: String, _ size: Int, _ limit: Int) -> KaggleError {
    KaggleError(
      "\(name): its files have about \(megabytes(size)), more than the limit of "
        + "\(megabytes(limit)); '--kaggle-max-size' sets it")
  }

  static func system(_ name: String, _ words: String) -> KaggleError {
    KaggleError("\(name): \(words)")
  }

  private static func megabytes(_ bytes: Int) -> String {
    let tenths = (bytes + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }
}
