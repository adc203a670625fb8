internal import FacetJSON
internal import FacetModels
package import FacetPlatform

/// What makes two requests the same: equal fingerprints are never paid for twice.
package struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  package let digest: SHA256

  /// Lower-case hexadecimal.
  package var description: String { digest.description }
}

/// Everything that a step's fingerprint is taken of.
///
/// Not in it, because they do not change what is asked: labels, file names, order, retry, limits
/// and prices. It is taken of the request as configured, before a provider's quirks change it.
struct FingerprintSource: Sendable {
  /// Changes when the meaning of a fingerprint changes.
  static let schemaVersion = 1

  var wireFormat: WireFormat
  /// The provider's name where its URL is the default, else `endpoint_id`, else the URL.
  var endpointIdentity: String
  var request: ModelRequest
  var draw: Draw
  /// Makes an independent set of completions beside the first.
  var replicate: String?
  /// The step or turn before, whose result is part of this one's conversation.
  var previous: Fingerprint?

  /// The SHA-256 of canonical JSON: no white space, keys in the order of their bytes.
  func fingerprint() -> Fingerprint {
    var writer = JSONWriter()
    writer.bytes.reserveCapacity(2048)
    writer.beginObject()
    writer.key("draw")
    writer.beginArray()
    writer.number(draw.sample)
    writer.number(draw.perspective)
    writer.number(draw.completion)
    writer.endArray()
    writer.key("endpoint")
    writer.string(endpointIdentity)
    if !request.extraBody.isEmpty {
      writer.key("extra_body")
      writer.raw(JSONValue.object(request.extraBody).canonicalBytes)
    }
    writer.key("messages")
    writer.beginArray()
    for message in request.messages { Self.write(message, to: &writer) }
    writer.endArray()
    writer.key("model")
    writer.string(request.model)
    writer.key("options")
    writer.raw(JSONValue.object(request.options.json).canonicalBytes)
    if let previous {
      writer.key("previous")
      writer.string(previous.description)
    }
    if let replicate {
      writer.key("replicate")
      writer.string(replicate)
    }
    writer.key("schema")
    writer.number(Self.schemaVersion)
    if !request.tools.isEmpty {
      writer.key("tools")
      writer.raw(JSONValue.array(request.tools.map(\.json)).canonicalBytes)
    }
    writer.key("wire_format")
    writer.string(wireFormat.rawValue)
    writer.endObject()
    return Fingerprint(digest: SHA256(of: writer.bytes))
  }

  /// Writes the canonical JSON of a message; a plain text, which nearly all are, without the way
  /// round by values.
  private static func write(_ message: ChatMessage, to writer: inout JSONWriter) {
    guard message.content.count == 1, case .text(let text) = message.content[0] else {
      return writer.raw(message.json.canonicalBytes)
    }
    writer.beginObject()
    writer.key("content")
    writer.beginArray()
    writer.beginObject()
    writer.key("text")
    writer.string(text)
    writer.key("type")
    writer.string("text")
    writer.endObject()
    writer.endArray()
    writer.key("role")
    writer.string(message.role.rawValue)
    writer.endObject()
  }
}

/// Which of several identical requests: identical samples, identical perspectives and several
/// completions are independent draws.
package struct Draw: Sendable, Hashable {
  /// How many identical samples stand earlier in the file.
  var sample: Int
  /// How many identical perspectives stand earlier in the list.
  var perspective: Int
  /// The completion's index; 0 for a step that all completions share.
  var completion: Int

  init(sample: Int, perspective: Int, completion: Int) {
    self.sample = sample
    self.perspective = perspective
    self.completion = completion
  }

  /// What is added to a configured seed, a different number for each draw of a request.
  var seedOffset: Int { completion + perspective << 10 + sample << 20 }
}
