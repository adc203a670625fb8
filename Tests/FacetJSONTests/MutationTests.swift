import FacetJSON
import Testing

@Suite("Damaged texts")
struct MutationTests {
  /// Texts whose damage reaches every part of the grammar.
  private static let texts = [
    #"[{"a":[1,-2.5e+3,0.70,"ä\n\u00e4\ud83d\ude00\\"],"b":{"c":null,"d":[true,false,{}]}}]"#,
    #"[[],[[1e5,18446744073709551615]],{"":"","x":{"x":{"y":"😀\"\/"}}} , "z" ]"#,
  ]

  private static let fragments = [
    "\"", "\\", "{", "}", "[", "]", ",", ":", "-", "0", "1", ".", "e", "E", "+", " ", "\n", "\t",
    "\0", "/", "*", "//", "'", "u", "\\u", "\\ud800", "\\u0041", "null", "true", "NaN", "ä", "😀",
    "99999999999999999999", "\"a\":", "//\n", "/**/",
  ]

  @Test("Text that reads as input is JSON, and every way reads the same value")
  func inputIsStrict() throws {
    var random = SplitMix(state: 20_240_611)
    var accepted = 0
    for _ in 0..<20_000 {
      let bytes = Self.mutated(using: &random)
      guard let text = try? Self.textOfRows(bytes) else { continue }
      accepted += 1
      let response = try ResponseJSON.value(of: bytes).text
      #expect(response == text || text.contains("-0"), "\(String(decoding: bytes, as: UTF8.self))")
      do throws(JSONSyntaxError) {
        let located = try ConfigurationJSON.value(of: bytes).plain.text
        #expect(located == text, "\(String(decoding: bytes, as: UTF8.self))")
      } catch {
        #expect(error.message.hasPrefix("the number is out of range"), "\(error)")
      }
    }
    #expect(accepted > 1000)
  }

  @Test("A configuration without its extensions reads as input")
  func inputIsComplete() throws {
    var random = SplitMix(state: 7)
    var accepted = 0
    for _ in 0..<10_000 {
      let bytes = Self.mutated(using: &random)
      guard let value = try? ConfigurationJSON.value(of: bytes).plain, value.array != nil else {
        continue
      }
      accepted += 1
      do throws(InputError) {
        #expect(try Self.textOfRows(value.bytes()) == value.text)
      } catch {
        #expect(error.message.hasPrefix("the integer does not fit in 64 bits"), "\(error)")
      }
    }
    #expect(accepted > 500)
  }

  /// The rows of an array, put together again.
  private static func textOfRows(_ bytes: [UInt8]) throws(InputError) -> String {
    guard bytes.first == UInt8(ascii: "[") else { throw InputError(message: "no array") }
    let reader = JSONRowReader(source: PiecewiseSource(bytes, pieceSize: 40))
    var rows: [JSONValue] = []
    while let row = try reader.next() { rows.append(row.value) }
    return JSONValue.array(rows).text
  }

  private static func mutated(using random: inout SplitMix) -> [UInt8] {
    var bytes = Array((texts.randomElement(using: &random) ?? "").utf8)
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      let position = Int.random(in: 0..<bytes.count, using: &random)
      let fragment = Array((fragments.randomElement(using: &random) ?? "").utf8)
      let end = min(bytes.count, position + Int.random(in: 0...2, using: &random))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes.remove(at: position)
      case 1: bytes.insert(contentsOf: fragment, at: position)
      case 2: bytes.replaceSubrange(position..<end, with: fragment)
      default: bytes[position] = UInt8.random(in: .min ... .max, using: &random)
      }
    }
    return bytes
  }
}

/// A seeded generator: the same damage in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
