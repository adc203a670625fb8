/// A response, and how it is delivered.
struct Reply {
  var status: Int
  /// The headers, without `Content-Length`, `Date` and `Connection`, which the delivery adds.
  var headers: [(String, String)]
  var body: [UInt8]
  /// The delay before the first byte.
  var delay: Duration = .zero
  var delivery = Delivery.whole
  /// The tokens counted once the response is whole; 0 if nothing was answered.
  var promptTokens = 0
  var completionTokens = 0
  var cachedTokens = 0
  /// The prefix cached once the response is whole.
  var prefix: PrefixCache.Prefix?
  /// The answered content, if any.
  var answered: UInt64?

  /// How the bytes reach the client.
  enum Delivery {
    case whole
    case resetBeforeHeaders
    case resetInHeaders
    case resetInBody
    case stall
    case stallInBody
    case drip
    /// The body with the given number of filler bytes after its first part.
    case padded(at: Int, filler: Int)
  }

  static func reason(for status: Int) -> String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 402: "Payment Required"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 413: "Content Too Large"
    case 429: "Too Many Requests"
    case 500: "Internal Server Error"
    case 503: "Service Unavailable"
    case 529: "Site Overloaded"
    default: "Unknown"
    }
  }

  /// The status line and all headers, with the empty line that ends them.
  func head(contentLength: Int, date: String, closes: Bool) -> String {
    var head = "HTTP/1.1 \(status) \(Self.reason(for: status))\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    head += "date: \(date)\r\ncontent-length: \(contentLength)\r\n"
    if closes { head += "connection: close\r\n" }
    return head + "\r\n"
  }
}
