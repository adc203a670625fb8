/// One of the three ways of reading.
enum Way: String, CaseIterable, Sendable {
  case configuration
  case input
  case response
}

/// A text of the kind that parsers disagree about, and who must accept it.
struct HostileInput: Sendable, CustomStringConvertible {
  let name: String
  let bytes: [UInt8]
  let acceptedBy: Set<Way>

  var description: String { name }

  /// - Parameter ways: Who must accept it.
  init(_ name: String, _ text: String, _ ways: Way...) {
    self.init(name, Array(text.utf8), Set(ways))
  }

  init(_ name: String, _ bytes: [UInt8], _ ways: Set<Way>) {
    self.name = name
    self.bytes = bytes
    acceptedBy = ways
  }
}

extension HostileInput {
  /// All three ways accept these, and agree on the value.
  static let valid: [HostileInput] =
    [
      ("empty object", "{}"),
      ("empty array", "[]"),
      ("white space of all kinds", " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n"),
      ("space inside empty containers", "[{ }, [ ]]"),
      ("nested containers", #"{"a":[{"b":[[],{}]}],"c":{"d":{}}}"#),
      ("lone zero", "0"),
      ("lone negative", "-12"),
      ("lone string", #""text""#),
      ("lone true", "true"),
      ("lone false", "false"),
      ("lone null", "null"),
      ("literals", "[true,false,null]"),
      ("zero with fraction", "[0.0, 0.10, -0.0, 0e0, 0E+1, 0e-1]"),
      ("fraction kept", "[1.0, 0.70, 100.00]"),
      ("exponents kept", "[1e5, 1E5, 1e+5, 1E-5, 1.5e05]"),
      ("thirty digits", "[0.123456789012345678901234567890, 3.00000000000000000000000000001]"),
      ("smallest double", "[5e-324, 1e-400]"),
      ("largest double", "[1.7976931348623157e308]"),
      ("limits of signed integers", "[9223372036854775807, -9223372036854775808]"),
      ("beyond signed integers", "[9223372036854775808, 18446744073709551614]"),
      ("largest unsigned integer", "[18446744073709551615]"),
      ("simple escapes", #"["\"\\\/\b\f\n\r\t"]"#),
      ("unicode escapes", #"["\u0041\u00e4\u20AC\uABCD\uabcd"]"#),
      ("surrogate pair", #"["\ud83d\ude00 \uDBFF\uDFFF"]"#),
      (
        "surrogate pairs whose lower half looks unpaired",
        #"["\uD836\uDE00 \ud876\udc00", "\udbb7\udfff"]"#
      ),
      ("escaped control characters", #"["\u0001\u001f\u007f"]"#),
      ("escaped noncharacters", #"["\uFFFE\uFFFF\uFDD0"]"#),
      ("raw text of every length", "[\"a\u{7F}\u{80}ä€\u{FFFD}\u{10000}😀\u{10FFFF}\"]"),
      ("line separators raw", "[\"\u{2028}\u{2029}\u{FEFF}\"]"),
      ("combining marks kept apart", "{\"e\u{301}\":1,\"\u{E9}\":2}"),
      ("empty key", #"{"":0}"#),
      ("escaped key", #"{"a\"\\\n\u00e4":0}"#),
      ("keys that differ in case", #"{"a":1,"A":2}"#),
      ("same key at two depths", #"{"a":{"a":{"a":1}}}"#),
      ("comment marks in a string", #"["/* no */ // no"]"#),
      ("brackets in a string", #"["]}[{\"",{"]":"}"}]"#),
      ("backslashes before the end", #"["\\","\\\\","\\\""]"#),
      ("byte order mark", "\u{FEFF}[1]"),
      ("deepest nesting", nested(512)),
      ("deepest nesting with a number inside", nested(512, around: "1")),
      ("deepest objects", objects(512)),
      ("long string", "[\"" + String(repeating: "é0123456789", count: 1000) + "\"]"),
      ("many elements", "[" + Array(repeating: "1", count: 5000).joined(separator: ",") + "]"),
    ].map { HostileInput($0.0, Array($0.1.utf8), Set(Way.allCases)) }

  /// Only the ways named accept these.
  static let exceptional: [HostileInput] = [
    // What people write in configurations, and what json-c takes where it is lenient.
    HostileInput("line comment", "[1] // end", .configuration, .response),
    HostileInput("line comment inside", "[1, // one\n2]", .configuration, .response),
    HostileInput("block comment", "/* a */ [1, /* * / */ 2]", .configuration, .response),
    HostileInput("trailing comma in an array", "[1,]", .configuration, .response),
    HostileInput("trailing comma in an object", #"{"a":1,}"#, .configuration, .response),
    // A spelling that a paid answer may have.
    HostileInput("single quotes", "{'a':'b'}", .response),
    HostileInput("capital literals", "[True,FALSE,Null]", .response),
    HostileInput("not a number", "[NaN]", .response),
    HostileInput("infinity", "[Infinity]", .response),
    HostileInput("negative infinity", "[-Infinity]", .response),
    HostileInput("raw tab", "[\"a\tb\"]", .response),
    HostileInput("raw line feed", "[\"a\nb\"]", .response),
    HostileInput("raw unit separator", "[\"\u{1F}\"]", .response),
    HostileInput("duplicate key", #"{"a":1,"a":2}"#, .response),
    HostileInput("duplicate key, escaped", #"{"a":1,"\u0061":1}"#, .response),
    HostileInput("duplicate key, deep", #"[{"x":{"a":1,"b":2,"a":1}}]"#, .response),
    HostileInput("lone high surrogate", #"["\ud800"]"#, .response),
    HostileInput("lone low surrogate", #"["\udc00a"]"#, .response),
    HostileInput("two high surrogates", #"["\ud800\ud800\udc00"]"#, .response),
    HostileInput("high surrogate before an escape", #"["\ud800\n"]"#, .response),
    HostileInput("escaped NUL in a key", #"{"a\u0000b":1,"a":2}"#, .response),
    HostileInput("minus and fraction", "[-.5]", .response),
    HostileInput("leading zero", "[01]", .response),
    HostileInput("minus and leading zero", "[-01]", .response),
    HostileInput("many leading zeros", "[000.5]", .response),
    HostileInput("point without a fraction", "[1.]", .response),
    HostileInput("point before an exponent", "[1.e5]", .response),
    HostileInput("exponent without digits", "[1e]", .response),
    HostileInput("exponent with a sign only", "[1e+]", .response),
    HostileInput("control character in a comment", "[1] //\n// \u{1}", .configuration, .response),
    // json-c does not count a container that holds nothing.
    HostileInput("an empty array one level too deep", nested(513), .response),
    HostileInput("an empty object one level too deep", objects(513), .response),
    // What a dataset may hold and a configuration has no use for.
    HostileInput("escaped NUL in a value", #"["a\u0000b"]"#, .input, .response),
    HostileInput("huge exponent", "[1e400, -1e400]", .input, .response),
    // What would change its value in a dataset.
    HostileInput("integer beyond 64 bits", "[18446744073709551616]", .configuration, .response),
    HostileInput("integer below 64 bits", "[-9223372036854775809]", .configuration, .response),
    HostileInput(
      "integer of forty digits", "[" + String(repeating: "9", count: 40) + "]", .configuration,
      .response),
  ]

  /// Nobody accepts these.
  static let invalid: [HostileInput] =
    [
      ("nothing", ""),
      ("white space only", " \n\t"),
      ("byte order mark only", "\u{FEFF}"),
      ("unclosed array", "[1"),
      ("unclosed array after a comma", "[1,"),
      ("unclosed object", "{"),
      ("unclosed object after a key", #"{"a""#),
      ("unclosed object after a colon", #"{"a":"#),
      ("unclosed object after a value", #"{"a":1"#),
      ("unclosed string", #"["a"#),
      ("unclosed escape", #"["\"#),
      ("unclosed unicode escape", #"["\u00"#),
      ("unclosed literal", "[tru"),
      ("closing bracket alone", "]"),
      ("closing brace alone", "}"),
      ("mismatched array", "[1}"),
      ("mismatched object", #"{"a":1]"#),
      ("crossed brackets", #"[{"a":[1}]]"#),
      ("comma alone", "[,]"),
      ("comma first", "[,1]"),
      ("two commas", "[1,,2]"),
      ("two trailing commas", "[1,,]"),
      ("no comma between elements", "[1 2]"),
      ("no comma between strings", #"["a" "b"]"#),
      ("no comma between members", #"{"a":1 "b":2}"#),
      ("colon in an array", #"["a":1]"#),
      ("no colon", #"{"a" 1}"#),
      ("two colons", #"{"a"::1}"#),
      ("comma for a colon", #"{"a",1}"#),
      ("key without a value", #"{"a"}"#),
      ("value without a key", "{:1}"),
      ("unquoted key", "{a:1}"),
      ("number as a key", "{1:1}"),
      ("null as a key", "{null:1}"),
      ("element after the value", "[1]2"),
      ("second value", "{}{}"),
      ("closing bracket after the value", "[1]]"),
      ("word after the value", "[1]x"),
      ("hash comment", "[1] # c"),
      ("unclosed comment", "[1, /* 2]"),
      ("half a comment", "[1 / 2]"),
      ("plus", "[+1]"),
      ("minus alone", "[-]"),
      ("two minuses", "[--1]"),
      ("fraction without an integer", "[.5]"),
      ("two points", "[1.2.3]"),
      ("exponent alone", "[e5]"),
      ("hexadecimal", "[0x1F]"),
      ("digit separator", "[1_000]"),
      ("number and word", "[1a]"),
      ("full-width digit", "[１]"),
      ("bare word", "[hello]"),
      ("literal with a tail", "[truely]"),
      ("literal twice", "[nullnull]"),
      ("unknown escape", #"["\x41"]"#),
      ("escaped single quote", #"["\'"]"#),
      ("escaped capital", #"["\N"]"#),
      ("unicode escape with a sign", #"["\u+041"]"#),
      ("unicode escape with a letter beyond f", #"["\u00g0"]"#),
      ("unicode escape of three digits", #"["\u041"]"#),
      ("capital unicode escape", #"["\U0041"]"#),
      ("escape outside a string", #"[\n]"#),
      ("typographic quotes", "[“a”]"),
      ("form feed between values", "[1,\u{C}2]"),
      ("vertical tab between values", "[1,\u{B}2]"),
      ("no-break space", "[1,\u{A0}2]"),
      ("byte order mark inside", "[1,\u{FEFF}2]"),
      ("raw NUL in a string", "[\"a\0b\"]"),
      ("raw NUL between values", "[1,\0 2]"),
      ("raw NUL after the value", "[1]\0"),
      ("too deep", nested(514)),
      ("too deep by objects", objects(514)),
      ("too deep with a number inside", nested(513, around: "1")),
      ("far too deep", String(repeating: "[", count: 100_000)),
    ].map { HostileInput($0.0, Array($0.1.utf8), []) }
    + [
      ("stray continuation byte", [0x80]),
      ("byte 0xFF", [0xFF]),
      ("byte 0xFE", [0xFE]),
      ("overlong slash of two bytes", [0xC0, 0xAF]),
      ("overlong NUL", [0xC0, 0x80]),
      ("overlong of three bytes", [0xE0, 0x80, 0xAF]),
      ("overlong of four bytes", [0xF0, 0x80, 0x80, 0xAF]),
      ("surrogate in three bytes", [0xED, 0xA0, 0x80]),
      ("surrogate pair in six bytes", [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]),
      ("beyond the last scalar", [0xF4, 0x90, 0x80, 0x80]),
      ("five-byte sequence", [0xF8, 0x88, 0x80, 0x80, 0x80]),
      ("sequence cut after one byte", [0xE2]),
      ("sequence cut after two bytes", [0xE2, 0x82]),
      ("Latin-1 letter", [0xE4]),
    ].map { HostileInput($0.0, Array("[\"a".utf8) + $0.1 + Array("b\"]".utf8), []) }
    + [
      HostileInput("UTF-16", [0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00], []),
      HostileInput("Latin-1 key", Array(#"{""#.utf8) + [0xE9] + Array(#"":1}"#.utf8), []),
      HostileInput("bad byte outside a string", [0x5B, 0xFF, 0x5D], []),
      HostileInput("cut character at the end", Array("[\"".utf8) + [0xE2, 0x82], []),
    ]

  static let all = valid + exceptional + invalid

  private static func nested(_ count: Int, around inner: String = "") -> String {
    String(repeating: "[", count: count) + inner + String(repeating: "]", count: count)
  }

  private static func objects(_ count: Int) -> String {
    String(repeating: #"{"a":"#, count: count - 1) + "{}" + String(repeating: "}", count: count - 1)
  }
}
