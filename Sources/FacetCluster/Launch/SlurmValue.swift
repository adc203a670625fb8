/// The options of `sbatch` whose values have a form, by name.
enum SlurmValue: String, Sendable {
  case time
  case cpus = "cpus-per-task"
  case memory = "mem"
  case gpus
  case dependency

  /// The form in words.
  var words: String {
    switch self {
    case .time: "a time such as '90' (minutes), '04:00:00' or '2-12:00:00'"
    case .cpus: "a number of cores from 1"
    case .memory: "a size such as '16G' or '4000M'"
    case .gpus: "a number of GPUs such as '2', or with their type such as 'a100:2'"
    case .dependency: "a condition on jobs such as 'afterok:1234' or 'afterany:1234:1235'"
    }
  }

  /// Whether a value has the form.
  func accepts(_ value: String) -> Bool {
    switch self {
    case .time: Self.isTime(value)
    case .cpus: Self.isCount(value[...])
    case .memory:
      Self.isCount(
        value.last.map { "KMGTkmgt".contains($0) } == true ? value.dropLast() : value[...])
    case .gpus:
      value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
        let words = part.split(separator: ":", omittingEmptySubsequences: false)
        return words.count <= 2 && words.last.map(Self.isCount) == true
          && (words.count == 1 || words.first?.isEmpty == false)
      }
    case .dependency: value == "singleton" || Self.isCondition(value)
    }
  }

  /// Conditions that all must hold, each of them on one or more jobs or elements of arrays.
  private static func isCondition(_ value: String) -> Bool {
    value.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { condition in
      let words = condition.split(separator: ":", omittingEmptySubsequences: false)
      return words.count > 1
        && ["after", "afterany", "afterok", "afternotok", "aftercorr"].contains(words[0])
        && words.dropFirst().allSatisfy { job in
          let parts = job.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
          // Only a start may be followed by minutes.
          return parts[0].split(separator: "_", omittingEmptySubsequences: false)
            .allSatisfy(isNumber)
            && (parts.count == 1 || words[0] == "after" && isNumber(parts[1]))
        }
    }
  }

  private static func isCount(_ text: Substring) -> Bool {
    isNumber(text) && Int(text).map { $0 > 0 } == true
  }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// `minutes`, `minutes:seconds`, `hours:minutes:seconds`, `days-hours`, `days-hours:minutes` and
  /// `days-hours:minutes:seconds`, or no limit.
  private static func isTime(_ value: String) -> Bool {
    if ["unlimited", "infinite"].contains(value.lowercased()) { return true }
    let parts = value.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let clock = parts.last?.split(separator: ":", omittingEmptySubsequences: false) ?? []
    let numbers = (parts.count == 2 ? [parts[0]] : []) + clock
    return (1...3).contains(clock.count) && numbers.allSatisfy(isNumber)
      && numbers.contains { Int($0).map { $0 > 0 } ?? false }
  }

  /// The seconds of a time; `nil` for no limit and for a text that is no time.
  static func seconds(ofTime value: String) -> Double? {
    guard isTime(value), value.first?.isNumber == true else { return nil }
    let parts = value.split(separator: "-", maxSplits: 1).map(String.init)
    let clock = (parts.last ?? "").split(separator: ":").map { Double($0) ?? 0 }
    let hasDays = parts.count == 2
    let units: [Double] = hasDays || clock.count == 3 ? [3600, 60, 1] : [60, 1]
    let days = hasDays ? Double(parts[0]) ?? 0 : 0
    return zip(clock, units).reduce(days * 86_400) { $0 + $1.0 * $1.1 }
  }
}
