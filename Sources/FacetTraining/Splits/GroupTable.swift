/// The groups of rows: rows that agree in any alternative of keys are connected.
final class GroupTable {
  private var names: [String] = []
  private var numbers: [String: Int32] = [:]
  private var parents: [Int32] = []

  /// The number of a key, a new one if it is unknown.
  func number(of key: String) -> Int32 {
    if let known = numbers[key] { return known }
    let number = Int32(clamping: names.count)
    numbers[key] = number
    names.append(key)
    parents.append(number)
    return number
  }

  /// Connects two keys.
  func connect(_ one: Int32, _ other: Int32) {
    let (first, second) = (root(one), root(other))
    guard first != second else { return }
    // The component is named for its least key, whatever the order of the rows.
    if names[Int(first)] < names[Int(second)] {
      parents[Int(second)] = first
    } else {
      parents[Int(first)] = second
    }
  }

  /// The number that stands for a key's component.
  func root(_ number: Int32) -> Int32 {
    var root = number
    while parents[Int(root)] != root { root = parents[Int(root)] }
    var place = number
    while parents[Int(place)] != root {
      let next = parents[Int(place)]
      parents[Int(place)] = root
      place = next
    }
    return root
  }

  func name(_ number: Int32) -> String { names[Int(number)] }
}
