package import FacetPlatform

/// The destination of requests: a URL, a wire format and a key.
package struct Endpoint: Sendable, Hashable {
  package var provider: Provider
  /// The base URL in use, without a trailing slash.
  package var baseURL: String
  package var wireFormat: WireFormat
  package var key: Secret?
  /// The variable of the key, whether or not it is set.
  package var keyVariable: String?
  /// Headers from the configuration, sent verbatim.
  package var extraHeaders: [String: String]

  package init(
    provider: Provider, baseURL: String? = nil, key: Secret? = nil, keyVariable: String? = nil,
    extraHeaders: [String: String] = [:]
  ) {
    self.provider = provider
    self.baseURL = baseURL ?? provider.baseURL
    self.wireFormat = provider.wireFormat
    self.key = key
    self.keyVariable = keyVariable
    self.extraHeaders = extraHeaders
  }
}
