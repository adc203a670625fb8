internal import Facet
internal import FacetJSON
internal import FacetPlatform

extension ShardStatus {
  var json: JSONObject {
    func number(_ count: Int) -> JSONValue { .number(JSONNumber(count)) }
    func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    return [
      "facet_shard": number(Self.version), "shard": number(shard.index),
      "of": number(shard.count), "state": .string(state.rawValue), "reason": text(reason),
      "task_type": .string(taskType), "command": .array(command.map { .string($0) }),
      "working_directory": .string(workingDirectory),
      "configuration_fingerprint": .string(configurationFingerprint),
      "input_sha256": .string(inputSHA256), "run_identity": .string(runIdentity),
      "output": text(mergedPath), "ledger": text(ledgerPath), "samples": number(samples),
      "cells": number(cells), "cells_done": number(cellsDone),
      "cells_failed": number(cellsFailed), "requests": number(requests),
      "prompt_tokens": number(promptTokens), "completion_tokens": number(completionTokens),
      "cost_usd": text(costUSD), "unpriced_answers": number(unpricedAnswers),
      "elapsed_ms": number(elapsedMilliseconds), "started_s": number(startedAt.seconds),
      "started_at": .string(startedAt.iso8601), "updated_s": number(updatedAt.seconds),
      "updated_at": .string(updatedAt.iso8601), "host": .string(host),
      "process": number(processID), "completions": completions.map(number) ?? .null,
      "ledger_digest": text(ledgerDigest),
    ]
  }

  /// A status is nearly as short as its command.
  private static let mostBytes = 16 << 20

  /// Reads the status in a shard's folder; `nil` if there is none.
  ///
  /// - Throws: ``ClusterError`` for a file that is none: cut short, empty or foreign.
  package init?(in folder: String) throws(ClusterError) {
    let path = Self.path(in: folder)
    guard FileSystem.exists(path) else { return nil }
    // The folder may come from anywhere: no link, pipe or endless file is read.
    guard let bytes = FileTree.contents(of: Self.fileName, below: folder, most: Self.mostBytes),
      let value = try? ResponseJSON.value(of: bytes)
    else { throw ClusterError("'\(path)' cannot be read as JSON; run the shard again") }
    guard value["facet_shard"]?.int == Self.version else {
      throw ClusterError("'\(path)' is not the status of a shard, or of another version of facet")
    }
    guard let index = value["shard"]?.int, let count = value["of"]?.int,
      let shard = Shard(index: index, count: count),
      let state = value["state"]?.string.flatMap({ State(rawValue: $0) }),
      let command = value["command"]?.array, let words = Self.words(command),
      let fingerprint = value["configuration_fingerprint"]?.string,
      let identity = value["run_identity"]?.string
    else {
      throw ClusterError("'\(path)' is damaged: it does not say which shard of which run it is")
    }
    func amount(_ key: String) -> Int { max(0, value[key]?.int ?? 0) }
    self.init(shard: shard)
    self.state = state
    self.command = words
    configurationFingerprint = fingerprint
    runIdentity = identity
    reason = value["reason"]?.string
    taskType = value["task_type"]?.string ?? ""
    workingDirectory = value["working_directory"]?.string ?? ""
    inputSHA256 = value["input_sha256"]?.string ?? ""
    mergedPath = value["output"]?.string
    ledgerPath = value["ledger"]?.string
    samples = amount("samples")
    cells = amount("cells")
    cellsDone = amount("cells_done")
    cellsFailed = amount("cells_failed")
    requests = amount("requests")
    promptTokens = amount("prompt_tokens")
    completionTokens = amount("completion_tokens")
    costUSD = value["cost_usd"]?.string
    unpricedAnswers = amount("unpriced_answers")
    elapsedMilliseconds = amount("elapsed_ms")
    startedAt = Timestamp(seconds: amount("started_s"))
    updatedAt = Timestamp(seconds: amount("updated_s"))
    host = value["host"]?.string ?? ""
    processID = amount("process")
    completions = value["completions"]?.int
    ledgerDigest = value["ledger_digest"]?.string
  }

  /// The words of a command; `nil` if one is no text, or could not be an argument.
  private static func words(_ values: [JSONValue]) -> [String]? {
    let words = values.compactMap(\.string)
    guard words.count == values.count, !words.contains(where: { $0.utf8.contains(0) }) else {
      return nil
    }
    return words
  }
}
