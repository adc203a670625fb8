/// A complete response: every byte of it has arrived.
package struct HTTPResponse: Sendable {
  package var status: Int
  package var headers: HTTPHeaders
  /// The body, with gzip or any other content coding decoded.
  package var body: [UInt8]
  /// From the start of the transfer (queueing excluded) to the last byte.
  package var duration: Duration

  package init(status: Int, headers: HTTPHeaders, body: [UInt8], duration: Duration = .zero) {
    self.status = status
    self.headers = headers
    self.body = body
    self.duration = duration
  }
}

/// Response headers; names are case-insensitive.
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
  /// Lower-case names, with values as received.
  package private(set) var fields: [(name: String, value: String)]

  package init() {
    fields = []
  }

  package init(dictionaryLiteral elements: (String, String)...) {
    fields = []
    for (name, value) in elements { append(name: name, value: value) }
  }

  package mutating func append(name: String, value: String) {
    fields.append((name.lowercased(), value))
  }

  /// The first value of a header; the name must be in lower case.
  package subscript(name: String) -> String? {
    let name = name.lowercased()
    for field in fields where field.name == name { return field.value }
    return nil
  }
}
