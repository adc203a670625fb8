internal import FacetPlatform

/// One HTTP request, with everything it needs to be sent on its own.
package struct HTTPRequest: Sendable {
  /// The methods that providers accept.
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  package var method: Method
  /// An absolute `http` or `https` URL.
  package var url: String
  package var headers: [HTTPHeader]
  /// The body; empty for a GET.
  package var body: [UInt8]
  package var deadlines: HTTPDeadlines

  package init(
    method: Method = .post, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    deadlines: HTTPDeadlines = HTTPDeadlines()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.deadlines = deadlines
  }
}

/// A header's name and value; the value may be a key, so it never prints.
package struct HTTPHeader: Sendable, CustomStringConvertible {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  package var description: String { "\(name): <redacted>" }
}

/// The time limits for each part of a request, measured by the loop's own timers.
package struct HTTPDeadlines: Sendable, Equatable {
  /// From the start of a connection attempt until it is established, TLS included.
  package var connect: Duration = .seconds(10)
  /// From the last byte sent to the first byte of the response; `nil` for no separate limit.
  package var firstByte: Duration?
  /// Between two pieces of the response.
  package var stall: Duration = .seconds(120)
  /// From the start of the transfer to the last byte.
  package var total: Duration = .seconds(600)

  package init(
    connect: Duration = .seconds(10), firstByte: Duration? = nil,
    stall: Duration = .seconds(120), total: Duration = .seconds(600)
  ) {
    self.connect = connect
    self.firstByte = firstByte
    self.stall = stall
    self.total = total
  }
}
