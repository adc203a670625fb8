/// The members of a JSON object, in their original order.
///
/// Lookup is a linear search: objects on the wire and in configurations have few keys.
package struct JSONObject: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// A key and its value.
  package struct Member: Sendable, Hashable {
    package var key: String
    package var value: JSONValue

    package init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The members in order; no key occurs twice.
  package private(set) var members: [Member]

  package init() {
    members = []
  }

  /// Keeps the last value of a repeated key, in the place of the first.
  package init(_ elements: [(String, JSONValue)]) {
    members = []
    members.reserveCapacity(elements.count)
    for (key, value) in elements { self[key] = value }
  }

  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements)
  }

  /// Keeps members whose keys a parser has already found to be distinct.
  package init(distinct members: [Member]) {
    self.members = members
  }

  package var isEmpty: Bool { members.isEmpty }
  package var count: Int { members.count }
  package var keys: [String] { members.map(\.key) }

  /// The value of a key. A new key goes to the end, an existing one keeps its place; setting `nil`
  /// removes it.
  package subscript(key: String) -> JSONValue? {
    get {
      for member in members where member.key == key { return member.value }
      return nil
    }
    set {
      guard let index = members.firstIndex(where: { $0.key == key }) else {
        if let newValue { members.append(Member(key: key, value: newValue)) }
        return
      }
      if let newValue { members[index].value = newValue } else { members.remove(at: index) }
    }
  }
}
