import FacetJSON
import Testing

@Suite("The three ways of reading")
struct AgreementTests {
  @Test("Each way accepts its own syntax and refuses the rest", arguments: HostileInput.all)
  func verdicts(input: HostileInput) {
    for way in Way.allCases {
      let value = try? value(of: input.bytes, by: way)
      #expect(
        (value != nil) == input.acceptedBy.contains(way),
        "\(way.rawValue) read \(value?.text ?? "nothing")")
    }
  }

  @Test("Text that all ways accept has one value", arguments: HostileInput.valid)
  func agreement(input: HostileInput) throws {
    let expected = try value(of: input.bytes, by: .configuration).text
    #expect(try value(of: input.bytes, by: .input).text == expected)
    #expect(try value(of: input.bytes, by: .response).text == expected)
  }

  @Test("Written values read back unchanged in all three ways", arguments: HostileInput.valid)
  func roundTrip(input: HostileInput) throws {
    let value = try value(of: input.bytes, by: .configuration)
    for style in [JSONWriter.Style.compact, .indented] {
      let written = value.bytes(style: style)
      for way in Way.allCases {
        #expect(try self.value(of: written, by: way).bytes(style: style) == written)
      }
    }
  }

  @Test(
    "A number keeps its text in every way, except that json-c reads '-0' as '0' in a response",
    arguments: [
      ("-0", "0"), ("-0.0", "-0.0"), ("1e5", "1e5"), ("0.70", "0.70"), ("1E+05", "1E+05"),
      ("18446744073709551615", "18446744073709551615"),
      ("-9223372036854775808", "-9223372036854775808"),
    ])
  func numberTexts(text: String, response: String) throws {
    let bytes = Array("[\(text), \(text)]".utf8)
    #expect(try value(of: bytes, by: .configuration).text == "[\(text),\(text)]")
    #expect(try value(of: bytes, by: .input).text == "[\(text),\(text)]")
    #expect(try value(of: bytes, by: .response).text == "[\(response),\(response)]")
  }

  @Test("An escaped character of any plane is that character in every way", arguments: Way.allCases)
  func escapedScalars(way: Way) throws {
    for value in stride(from: UInt32(1), through: 0x10FFFF, by: 509) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let escape = String(scalar).utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
      let bytes = Array("[\"\(escape.joined())\"]".utf8)
      let string = try self.value(of: bytes, by: way)[0]?.string
      #expect(string.map { Array($0.unicodeScalars) } == [scalar], "\(escape)")
    }
  }

  private func value(of bytes: [UInt8], by way: Way) throws -> JSONValue {
    switch way {
    case .configuration: try ConfigurationJSON.value(of: bytes).plain
    case .response: try ResponseJSON.value(of: bytes)
    case .input: try onlyRow(of: bytes)
    }
  }

  /// The bytes as the only row of an array.
  private func onlyRow(of bytes: [UInt8]) throws -> JSONValue {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = bytes.starts(with: mark) ? mark.count : 0
    let data = bytes[..<start] + [UInt8(ascii: "[")] + bytes[start...] + [UInt8(ascii: "]")]
    let reader = JSONRowReader(source: PiecewiseSource(Array(data), pieceSize: 64))
    var rows: [JSONValue] = []
    while let row = try reader.next() { rows.append(row.value) }
    guard rows.count == 1 else { throw InputError(message: "there are \(rows.count) rows") }
    return rows[0]
  }
}
