internal import FacetPlatform

/// One entry of a paid record: what a commit writes, in the order of the commits.
enum RecordEntry: Sendable {
  /// A session began, of a run.
  case began(LedgerRun, LedgerSession, ProcessIdentity, claims: Bool, at: String)
  case completion(LedgerCompletion, replacing: [UInt8]?)
  case attempt(LedgerAttempt)
  case failure(LedgerFailure)
  case execution(LedgerExecution)
  case counters(SessionCounters, session: Int64)
  case calibration(LedgerCalibration)
  case score(LedgerScore)
}

/// The fields of an entry, one after another: each has a tag, then a number or bytes.
struct RecordFields {
  private(set) var bytes: [UInt8] = []

  private enum Tag: UInt8 {
    case none
    case number
    case bytes
  }

  mutating func add(_ number: Int64?) {
    guard let number else { return bytes.append(Tag.none.rawValue) }
    bytes.append(Tag.number.rawValue)
    withUnsafeLittleEndian(of: UInt64(bitPattern: number))
  }

  mutating func add(_ number: Int?) { add(number.map { Int64($0) }) }

  mutating func add(_ content: [UInt8]?) {
    guard let content else { return bytes.append(Tag.none.rawValue) }
    bytes.append(Tag.bytes.rawValue)
    withUnsafeLittleEndian(of: UInt64(content.count))
    bytes += content
  }

  mutating func add(_ text: String?) { add(text.map { Array($0.utf8) }) }

  private mutating func withUnsafeLittleEndian(of word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  /// Reads the fields back, in order; a field of another kind ends the reading.
  struct Reader {
    private let bytes: ArraySlice<UInt8>
    private var place: Int
    /// Whether every field so far was there.
    private(set) var isWhole = true

    init(_ bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
      place = bytes.startIndex
    }

    private mutating func word() -> UInt64? {
      guard place + 8 <= bytes.endIndex else { return nil }
      var word: UInt64 = 0
      for offset in 0..<8 { word |= UInt64(bytes[place + offset]) << UInt64(8 * offset) }
      place += 8
      return word
    }

    private mutating func tag() -> Tag? {
      guard place < bytes.endIndex, let tag = Tag(rawValue: bytes[place]) else {
        isWhole = false
        return nil
      }
      place += 1
      return tag
    }

    mutating func number() -> Int64? {
      switch tag() {
      case .number:
        guard let word = word() else { break }
        return Int64(bitPattern: word)
      case .none?: return nil
      default: break
      }
      isWhole = false
      return nil
    }

    mutating func count() -> Int? { number().map { Int(StoredRows.bounded($0)) } }

    mutating func content() -> [UInt8]? {
      switch tag() {
      case .bytes:
        guard let word = word(), let count = Int(exactly: word), count <= bytes.endIndex - place
        else { break }
        defer { place += count }
        return Array(bytes[place..<place + count])
      case .none?: return nil
      default: break
      }
      isWhole = false
      return nil
    }

    mutating func text() -> String? { content().flatMap { String(validating: $0, as: UTF8.self) } }
  }
}
