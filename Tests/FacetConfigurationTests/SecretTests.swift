import FacetConfiguration
import TestSupport
import Testing

@Suite("Keys of providers")
struct SecretTests {
  private static let key = "sk-" + String(repeating: "aB3", count: 12)
  private static let never = "put the key into"

  @Test(
    "A key in a configuration is refused, and no message shows it",
    arguments: [
      Sample.model(#""api_key": ▲"\#(key)""#),
      Sample.model(#"▲"api_key": "my key""#),
      Sample.task(#""OPENAI_API_KEY": ▲"\#(key)""#),
      Sample.model(#""api_key_env": ▲"\#(key)""#),
      Sample.model(#""api_key_env": ▲"my key""#),
      Sample.model(#""extra_headers": {"X-Account": ▲"Bearer \#(key)"}"#),
      Sample.model(#""extra_body": {"a": [▲"\#(key)"]}"#),
      Sample.model(#""extra_body": {"api_key": ▲"short"}"#),
      Sample.task(#""metadata": {"note": ▲"\#(key)"}"#),
      Sample.task(#""api_provider": ▲"\#(key)""#),
    ])
  func refused(marked: String) throws {
    let text = MarkedText(marked)
    let found = diagnostics(of: text.text)
    let message = try #require(found.first { $0.contains(Self.never) })
    #expect(message.hasPrefix("a.json:\(text.mark): error: "))
    #expect(!found.contains { $0.contains(Self.key) || $0.contains("my key") })
  }

  @Test("A prompt may speak of keys")
  func prompts() {
    let text = Sample.perspectives(#"{"condition": "A", "strategy": "Explain what sk-… is."}"#)
    #expect(diagnostics(of: text).isEmpty)
  }

  @Test(
    "A header that carries a key, breaks a line or is Facet's own is refused",
    arguments: [
      (
        #"▲"Authorization": "x""#,
        "the header 'Authorization' carries a key; name the key's variable in 'api_key_env' instead"
      ),
      (
        #"▲"x-api-key": "x""#,
        "the header 'x-api-key' carries a key; name the key's variable in 'api_key_env' instead"
      ),
      (
        #"▲"Content-Length": "1""#,
        "the header 'Content-Length' is set by Facet and cannot be replaced"
      ),
      (#"▲"X A": "1""#, "'X A' is not a valid header name; use letters, digits and '-'"),
      (
        #""X-A": ▲"a\r\nb""#, "the value of the header 'X-A' must be one line of visible characters"
      ),
      (#""X-A": "a", ▲"x-a": "b""#, "the header 'x-a' is given twice; case does not matter"),
    ])
  func headers(members: String, message: String) {
    let text = MarkedText(Sample.model(#""extra_headers": {\#(members)}"#))
    #expect(diagnostics(of: text.text) == ["a.json:\(text.mark): error: \(message)"])
  }

  @Test(
    "A base URL is absolute, without user, query and the path that Facet adds",
    arguments: [
      (#"▲"localhost:8000""#, "begin it with 'https://' or 'http://'"),
      (#"▲"ftp://a/v1""#, "begin it with 'https://' or 'http://'"),
      (#"▲"http://me:secret@a/v1""#, "it must not contain a user name or a password"),
      (#"▲"http://a/v1?key=1""#, "it must not contain a query or a fragment"),
      (#"▲" ""#, "it is empty"),
      (#"▲"http://::1:8000/v1""#, "write an IPv6 address in brackets, as in 'http://[::1]:8000'"),
      (#"▲"http://a/v1#top""#, "it must not contain a query or a fragment"),
      (#"▲"http://a/v1/Responses""#, "remove '/responses' from its end, because Facet adds it"),
      (#"▲"http://a b/v1""#, "it must not contain spaces or non-ASCII characters"),
      (#"▲"http:///v1""#, "its host or port is invalid"),
      (#"▲"http://a:port/v1""#, "its host or port is invalid"),
      (#"["http://a/v1", ▲"b"]"#, "begin it with 'https://' or 'http://'"),
      (
        #"▲"http://a/v1/chat/completions/""#,
        "remove '/chat/completions' from its end, because Facet adds it"
      ),
    ])
  func urls(value: String, reason: String) {
    let text = MarkedText(Sample.task(#""base_url": \#(value)"#))
    #expect(
      diagnostics(of: text.text) == [
        "a.json:\(text.mark): error: 'base_url' is not a valid base URL; \(reason)"
      ])
  }

  @Test("Base URLs lose their trailing slash")
  func slashes() throws {
    let text = Sample.task(#""base_url": ["http://a:8000/v1/", "HTTPS://[::1]:1/x", "http://b/"]"#)
    let task = try TaskConfiguration(text: text, path: "a.json")
    #expect(task.model.baseURLs == ["http://a:8000/v1", "HTTPS://[::1]:1/x", "http://b"])
  }
}
