internal import FacetConversation
internal import FacetJSON
internal import FacetPlatform

/// The name of a Kaggle data set: its owner and its own name.
package struct KaggleName: Sendable, Hashable, CustomStringConvertible {
  package var owner: String
  package var name: String

  package var description: String { "\(owner)/\(name)" }

  /// The name of its folder.
  package var slug: String { "\(owner)_\(name)" }

  /// - Parameter text: `OWNER/NAME`, or the URL of the data set's page.
  package init(_ text: String) throws(KaggleError) {
    var rest = text[...]
    for start in ["https://www.kaggle.com/datasets/", "https://www.kaggle.com/"]
    where rest.hasPrefix(start) {
      rest = rest.dropFirst(start.count)
    }
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy(Self.isWord) else { throw .notAName(text) }
    owner = String(parts[0])
    name = String(parts[1])
  }

  /// The names in a file: a JSON list, or an object with `datasets`, of names or objects with
  /// `ref`; or plain text with one name a line, in which `#` starts a comment.
  package static func names(in path: String) throws(KaggleError) -> [KaggleName] {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileSystem.contents(of: path)
    } catch {
      throw .unreadableList(path, error.description)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    var words: [String] = []
    if let first = text.first(where: { !$0.isWhitespace }), first == "[" || first == "{" {
      let value: JSONValue
      do throws(JSONSyntaxError) {
        value = try ConfigurationJSON.value(of: bytes).plain
      } catch {
        throw .unreadableList(path, error.message)
      }
      guard let elements = value.array ?? value["datasets"]?.array else {
        throw .unreadableList(path, "it must be a list of names, or an object with 'datasets'")
      }
      words = elements.map { $0.string ?? $0["ref"]?.string ?? $0.text }
    } else {
      words = text.split(whereSeparator: \.isNewline).map { line in
        String(line.prefix { $0 != "#" }).trimmed
      }.filter { !$0.isEmpty }
    }
    var names: [KaggleName] = []
    for word in words {
      let name = try KaggleName(word)
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  private static func isWord(_ part: Substring) -> Bool {
    guard let first = part.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: ".")
    else { return false }
    return part.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
  }
}
