internal import FacetJSON
internal import Testing

@testable internal import FacetTraining

@Suite("Nested types of Parquet")
struct NestedTypeTests {
  @Test(
    "A type holds exactly what it is made for, or there is none",
    arguments: [
      (#""a""#, "VARCHAR"), ("3", "BIGINT"), ("0.5", "DOUBLE"), ("99999999999999999999", "DOUBLE"),
      ("true", "BOOLEAN"), (#"["a", "b"]"#, "VARCHAR[]"), (#"[1, 0.5]"#, nil), ("[]", nil),
      ("{}", nil), ("null", nil), (#"{"a": null}"#, nil),
      (
        #"{"a": {"b \"c": [{"d": 1}, {"d": 2}]}}"#,
        #"STRUCT("a" STRUCT("b ""c" STRUCT("d" BIGINT)[]))"#
      ),
      (#"[{"d": 1}, {"d": 2, "e": 3}]"#, nil), (#"{"a": 1, "A": 2}"#, nil),
    ] as [(String, String?)])
  func types(json: String, type: String?) throws {
    let value = try ResponseJSON.value(of: Array(json.utf8))
    #expect(NestedType(value)?.text == type)
  }

  private static func tools(_ parameters: [JSONValue]) -> JSONValue {
    .array(
      parameters.enumerated().map {
        [
          "type": "function",
          "function": [
            "name": .string("t\($0)"), "description": "A tool", "parameters": $1,
          ],
        ]
      })
  }

  private static let schema: JSONValue = [
    "type": "object", "properties": ["code": ["type": "string"]], "required": ["code"],
  ]

  @Test(
    "verl gets the parameters of tools as they are if one type holds all of them",
    .enabled(if: ProgramPath.path(of: "duckdb") != nil, "needs the program 'duckdb'"),
    arguments: [
      ([schema], true), ([schema, schema], true), ([schema, ["type": "object"]], false),
      ([["type": "object", "properties": [:]]], false),
    ] as [([JSONValue], Bool)])
  func parameters(of tools: [JSONValue], areExact: Bool) async throws {
    try await withScratchFolder { folder in
      let input = (0..<20).map {
        LoaderTrapTests.conversation($0, ["tools": .string(Self.tools(tools).text)])
      }
      try write(rows: input, to: folder + "/in.jsonl")
      let summary = try await export([folder + "/in.jsonl"], as: .sft, to: folder + "/out") {
        $0.form.target = .verl
        $0.split.shares = [("train", 0.5), ("test", 0.5)]
      }
      #expect(
        summary.warnings.contains { $0.hasPrefix("the parameters of the tools") }
          == !areExact)
      for split in summary.kinds[0].splits {
        try DuckDB().writeLines(
          of: "\(folder)/out/sft/\(split.name).parquet", to: folder + "/back.jsonl")
        for row in try rows(at: folder + "/back.jsonl") {
          let found = row["tools"]?.array?.compactMap { $0["function"]?["parameters"] }
          #expect(found?.map(\.text) == tools.map(\.text))
        }
      }
    }
  }
}
