internal import CCurl

/// A request's header lines in libcurl's form; kept alive by the calls that send them.
@safe final class HeaderList {
  private let headers: [HTTPHeader]
  private(set) var pointer: UnsafeMutablePointer<curl_slist>?

  /// - Throws: `invalidRequest` if a name or a value is not allowed in a header.
  init(_ headers: [HTTPHeader]) throws(HTTPError) {
    self.headers = headers
    var hasContentType = false
    for header in headers {
      let name = try header.checkedName()
      hasContentType = hasContentType || name == "content-type"
    }
    for header in headers {
      append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    // A name without a value removes the line that libcurl would write.
    append("Expect:")
    if !hasContentType { append("Content-Type:") }
  }

  deinit {
    unsafe curl_slist_free_all(pointer)
  }

  /// Whether this list contains exactly these headers.
  func matches(_ other: [HTTPHeader]) -> Bool {
    headers.count == other.count
      && zip(headers, other).allSatisfy { $0.name == $1.name && $0.value == $1.value }
  }

  private func append(_ line: String) {
    guard let longer = unsafe curl_slist_append(pointer, line) else {
      fatalError("libcurl could not allocate a header line")
    }
    unsafe pointer = longer
  }
}

extension HTTPHeader {
  /// The name in lower case.
  ///
  /// - Throws: `invalidRequest` if the name is not a token, the value contains a control character,
  ///   or the header frames the message.
  func checkedName() throws(HTTPError) -> String {
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else {
      throw HTTPError(.invalidRequest, "a header's name contains a character that is not allowed")
    }
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw HTTPError(
        .invalidRequest, "the value of header '\(name)' contains a control character")
    }
    let name = name.lowercased()
    if name == "content-length" || name == "transfer-encoding" {
      throw HTTPError(.invalidRequest, "header '\(name)' must not be set by the caller")
    }
    return name
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default:
      "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
