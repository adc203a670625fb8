internal import FacetJSON
internal import FacetModels

extension LaunchState {
  /// The state as one JSON document.
  package var json: String {
    func number(_ count: Int) -> JSONValue { .number(JSONNumber(count)) }
    let object: JSONObject = [
      "shards": number(rows.count), "complete": number(completeCount),
      "cells": number(sum(\.cells)), "cells_done": number(sum(\.cellsDone)),
      "cells_failed": number(sum(\.cellsFailed)), "requests": number(sum(\.requests)),
      "cost_usd": cost.map { .number($0.number) } ?? .null,
      "cells_per_minute": .number(JSONNumber(finite: pace)),
      "open": .array(open.map(number)),
      "states": .array(
        rows.map { row in
          [
            "shard": number(row.shard), "state": .string(row.word.rawValue),
            "reason": row.reason.map { .string($0) } ?? .null,
            "cells": row.status.map { number($0.cells) } ?? .null,
            "cells_done": row.status.map { number($0.cellsDone) } ?? .null,
            "cells_failed": row.status.map { number($0.cellsFailed) } ?? .null,
            "cost_usd": (row.status?.costUSD).map { .string($0) } ?? .null,
            "host": (row.status?.host).map { .string($0) } ?? .null,
            "last_lines": .array(row.lastLines.map { .string($0) }),
          ]
        }),
    ]
    return String(decoding: JSONValue.object(object).bytes(style: .indented), as: UTF8.self)
  }
}
