internal import FoundationEssentials
internal import GRDB

/// Columns of a row that may be damaged: a value of the wrong type reads as `nil`, where GRDB would
/// trap.
extension Row {
  func integer(_ column: Int) -> Int64? {
    if case .int64(let number) = value(column) { number } else { nil }
  }

  /// A count, clamped to a plausible range from zero.
  func number(_ column: Int) -> Int? {
    integer(column).map { Int(StoredRows.bounded($0)) }
  }

  func text(_ column: Int) -> String? {
    if case .string(let text) = value(column) { text } else { nil }
  }

  func bytes(_ column: Int) -> [UInt8]? {
    if case .blob(let bytes) = value(column) { [UInt8](bytes) } else { nil }
  }

  private func value(_ column: Int) -> DatabaseValue.Storage {
    (0..<count).contains(column) ? (self[column] as DatabaseValue).storage : .null
  }
}
