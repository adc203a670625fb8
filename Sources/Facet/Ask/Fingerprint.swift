internal import FacetJSON
internal import FacetModels
package import FacetPlatform

/// Identifies a request: equal fingerprints are never paid for twice.
package struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  package let digest: SHA256

  package init(digest: SHA256) {
    self.digest = digest
  }

  /// Lower-case hexadecimal.
  package var description: String { digest.description }
}

/// The inputs of a step's fingerprint.
///
/// Labels, file names, order, retries, limits, prices and the service tier are excluded because they
/// do not change the request: a tier answers the same, later or sooner. The fingerprint covers the request as configured, before adjustments for a
/// provider's quirks.
struct FingerprintSource: Sendable {
  /// The version of the fingerprint; it changes whenever the inputs change meaning.
  static let schemaVersion = 1

  var wireFormat: WireFormat
  /// The provider's name if its URL is the default, else `endpoint_id`, else the URL.
  var endpointIdentity: String
  var request: ModelRequest
  var draw: Draw
  /// Makes an independent set of completions beside the first.
  var replicate: String?
  /// The previous step or turn, whose result is part of this conversation.
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
    if let format = request.responseFormat {
      writer.key("response_format")
      writer.value(format.json)
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

  /// Writes the canonical JSON of a message. Plain text, by far the most common, is written
  /// directly without building JSON values.
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

/// Distinguishes identical requests: identical samples, identical perspectives and multiple
/// completions are independent draws.
package struct Draw: Sendable, Hashable {
  /// The number of identical samples earlier in the file.
  var sample: Int
  /// The number of identical perspectives earlier in the list.
  var perspective: Int
  /// The completion's index; 0 for a step that all completions share.
  var completion: Int

  init(sample: Int, perspective: Int, completion: Int) {
    self.sample = sample
    self.perspective = perspective
    self.completion = completion
  }

  /// The offset added to a configured seed, different for each draw of a request.
  var seedOffset: Int { completion + perspective << 10 + sample << 20 }
}
