import FacetModels
import Testing

@Suite struct USDollarsTests {
  @Test(
    "An amount is read from decimal text, exactly",
    arguments: [
      ("0", "0"), ("0.15", "0.15"), ("7.5e-08", "0.000000075"), ("1E3", "1000"),
      ("-2.50", "-2.5"), ("0.000000001", "0.000000001"), ("123456789.123456789", nil),
      ("0.1000", "0.1"), ("+1", "1"), (".5", "0.5"), ("5.", "5"),
      // Finer than an amount can hold: rounded, halves away from zero.
      ("0.0000000000000000005", "0.000000000000000001"), ("4e-19", "0"), ("1e-400", "0"),
      ("0.9999999999999999999", "1"),
    ] as [(String, String?)])
  func reads(text: String, expected: String?) throws {
    #expect(try #require(USDollars(text)).description == expected ?? text)
  }

  @Test(
    "Text that is not an amount is refused",
    arguments: ["", "-", ".", "e5", "1e", "1.2.3", "0x10", "1,5", " 1", "1e15", "1e300", "nan"])
  func refuses(text: String) {
    #expect(USDollars(text) == nil)
  }

  @Test(
    "An implausible reported cost is ignored",
    arguments: [
      ("0", true), ("0.000042", true), ("10000", true), ("10000.01", false), ("9000000", false),
      ("-0.000001", false), ("-18", false), ("1e14", false), ("1e400", false), ("Infinity", false),
    ])
  func costOfAnswer(text: String, isBelieved: Bool) {
    #expect((USDollars.costOfAnswer(reported: text) != nil) == isBelieved)
  }

  @Test("Arithmetic beyond the range saturates")
  func saturates() {
    let most = USDollars(attodollars: .max)
    let least = USDollars(attodollars: .min)
    #expect(most + most == most && least - most == least && most * .max == most)
    #expect(most * -2 == least && least * -1 == most)
    #expect(most.rounded(toPlaces: 2) > .zero && !most.shortText.isEmpty)
    #expect(most.picodollars == .max && least.picodollars == .min)
    let usage = TokenUsage(promptTokens: .max, cachedTokens: .max, completionTokens: .min)
    #expect(usage.totalTokens > 0 && usage.completionTokens == 0)
    let price = ModelPrice(rates: ModelPrice.Rates(input: most, output: most))
    #expect(price.cost(of: usage) > .zero)
  }

  @Test("Sums of many small amounts are exact")
  func sums() throws {
    let amount = try #require(USDollars("0.1"))
    var sum = USDollars.zero
    for _ in 0..<10 { sum += amount }
    #expect(sum == USDollars("1"))
    #expect(try #require(USDollars("0.000000001")) * 3_000_000_000 == USDollars("3"))
    #expect(sum - amount < sum)
    #expect(amount.picodollars == 100_000_000_000)
    #expect(USDollars(picodollars: 100_000_000_000) == amount)
  }

  @Test(
    "A person sees cents, or two significant digits below a dollar",
    arguments: [
      ("0", "$0.00"), ("1.239", "$1.24"), ("12", "$12.00"), ("0.5", "$0.50"),
      ("0.0123", "$0.012"), ("0.000123", "$0.00012"), ("0.05", "$0.050"), ("0.0996", "$0.100"),
      ("-3.1", "-$3.10"),
    ])
  func shows(text: String, expected: String) throws {
    #expect(try #require(USDollars(text)).shortText == expected)
  }
}
