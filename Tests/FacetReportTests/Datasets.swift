import FacetJSON
import TestSupport

/// Datasets as a run writes them.
enum Datasets {
  /// Text that means something to HTML, to JavaScript, or to both.
  static let hostile =
    "<script>document.title='x'</script></script><!-- &amp; <img src=x onerror=alert(1)> "
    + "\u{2028}\u{2029} ]]> \\u003c \" ' ` ${1} {{input}}"

  /// - Parameters:
  ///   - samples: The texts; each has an answer that repeats it.
  ///   - conditions: The perspectives.
  static func document(samples: [String], conditions: [String] = ["Plain", "Careful"]) -> JSONValue
  {
    [
      "schema_version": "1.0", "task_type": .string("demo " + hostile),
      "task_description": .string(hostile),
      "agent_perspectives": .array(
        conditions.map { condition in
          [
            "condition": .string(condition), "reading": nil, "strategy": .string("Do \(hostile)"),
            "model": "m",
          ]
        }),
      "tasks": .array(
        samples.enumerated().map { index, text in
          sample(index: index, text: text, conditions: conditions)
        }),
      "add_references": false,
      "metadata": [
        "api_provider": "together", "generation_time": "2026-01-02T03:04:05Z",
        "test_mode": false, "rehearsal": true, "status": "complete",
      ],
    ]
  }

  private static func sample(index: Int, text: String, conditions: [String]) -> JSONValue {
    [
      "id": .string("id \(index)"), "index": .number(JSONNumber(index)), "context": .string(text),
      "reference": nil, "fields": [:],
      "responses": .array(
        conditions.indices.map { $0 == 1 && index % 3 == 1 ? .null : .string("Answer: \(text)") }),
      "preparations": .array(conditions.map { _ in .null }),
      "response_metadata": .array(
        conditions.indices.map { column in
          column == 1 && index % 3 == 1
            ? [
              "status": "failed", "model": "m", "attempts": 1, "cost_usd": nil, "steps": [:],
              "error": ["class": "context_length", "status": 400, "message": .string(hostile)],
            ]
            : [
              "status": "ok", "model": "m", "provider": "together", "attempts": 1,
              "cost_usd": 0.000_12,
              "steps": [
                "strategy": [
                  "finish_reason": "stop",
                  "usage": ["prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18],
                  "latency_ms": .number(JSONNumber(100 + index)),
                ]
              ], "error": nil,
            ]
        }),
    ]
  }
}
