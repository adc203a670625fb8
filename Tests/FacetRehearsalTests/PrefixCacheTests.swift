import Testing

@testable import FacetRehearsal

@Suite struct PrefixCacheTests {
  private let start = ContinuousClock.now

  private func prefix(_ text: String) -> PrefixCache.Prefix {
    PrefixCache.Prefix(of: text, salt: "m")
  }

  @Test("A beginning is cached from 1,024 tokens, in steps of 128, a token being 4 bytes")
  func steps() {
    var cache = PrefixCache(lifetime: .seconds(300))
    let text = String(repeating: "word", count: 1300)
    #expect(cache.cachedTokens(of: prefix(text), at: start) == 0)
    cache.insert(prefix(text), at: start)
    #expect(cache.cachedTokens(of: prefix(text), at: start) == 1280)
    #expect(cache.cachedTokens(of: prefix(text + "and more"), at: start) == 1280)
    let other = String(text.prefix(4 * 1100)) + String(repeating: "else", count: 500)
    #expect(cache.cachedTokens(of: prefix(other), at: start) == 1024)
    #expect(cache.cachedTokens(of: prefix("x" + text), at: start) == 0)
    #expect(
      cache.cachedTokens(of: PrefixCache.Prefix(of: text, salt: "another model"), at: start) == 0)
    let short = String(repeating: "word", count: 1023)
    cache.insert(prefix(short), at: start)
    #expect(cache.cachedTokens(of: prefix(short), at: start) == 0)
  }

  @Test("A beginning is forgotten five minutes after its last use")
  func lifetime() {
    var cache = PrefixCache(lifetime: .seconds(300))
    let text = prefix(String(repeating: "word", count: 1024))
    cache.insert(text, at: start)
    #expect(cache.cachedTokens(of: text, at: start + .seconds(299)) == 1024)
    #expect(cache.cachedTokens(of: text, at: start + .seconds(598)) == 1024)
    #expect(cache.cachedTokens(of: text, at: start + .seconds(898)) == 0)
  }

  @Test("The cache is bounded, and can be disabled")
  func bounded() {
    var cache = PrefixCache(lifetime: .seconds(300), capacity: 12)
    let one = prefix(String(repeating: "word", count: 1024))
    let two = prefix(String(repeating: "text", count: 1024))
    cache.insert(one, at: start)
    cache.insert(two, at: start)
    #expect(cache.cachedTokens(of: one, at: start) == 0)
    #expect(cache.cachedTokens(of: two, at: start) == 1024)
    var none = PrefixCache(lifetime: .zero)
    none.insert(one, at: start)
    #expect(none.cachedTokens(of: one, at: start) == 0)
  }
}
