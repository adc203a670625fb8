internal import FacetJSON

/// Joins the events of a message.
struct AnthropicStream: StreamJoining {
  private struct Block {
    var index: Int
    var object: JSONObject
    var text = TextPieces()
    var arguments = TextPieces()
  }

  private var message: JSONObject?
  private var usage = JSONObject()
  private var blocks: [Block] = []
  private(set) var isComplete = false

  private static let mostBlocks = 10_000

  mutating func add(_ event: JSONValue) {
    switch event["type"]?.string {
    case "message_start":
      message = event["message"]?.object ?? [:]
      add(usage: event["message"]?["usage"])
    case "message":
      // The whole message in one event.
      message = event.object
      isComplete = event.present("stop_reason") != nil
      add(usage: event["usage"])
    case "content_block_start":
      guard let object = event["content_block"]?.object, blocks.count < Self.mostBlocks else {
        return
      }
      blocks.append(Block(index: event["index"]?.int ?? blocks.count, object: object))
    case "content_block_delta":
      if let delta = event["delta"] { add(delta, to: event["index"]?.int) }
    case "message_delta":
      for key in ["stop_reason", "stop_sequence", "stop_details"] {
        if let delta = event["delta"] { message?.take(key, from: delta) }
      }
      if message?["stop_reason"]?.string != nil { isComplete = true }
      add(usage: event["usage"])
    case "message_stop": isComplete = true
    default: break
    }
  }

  private mutating func add(_ delta: JSONValue, to index: Int?) {
    guard let place = blocks.lastIndex(where: { index == nil || $0.index == index }) else { return }
    blocks[place].text.append(delta["text"]?.string ?? delta["thinking"]?.string)
    blocks[place].arguments.append(delta["partial_json"]?.string)
    blocks[place].object.append(delta["signature"]?.string, to: "signature")
  }

  /// The counts are running totals: each replaces the previous one.
  private mutating func add(usage event: JSONValue?) {
    for member in event?.object?.members ?? [] where !member.value.isNull {
      usage[member.key] = member.value
    }
  }

  func body(broken: String?) -> JSONValue? {
    guard var body = message else { return nil }
    if !blocks.isEmpty || body["content"]?.array == nil {
      body["content"] = .array(blocks.map { .object(Self.object(of: $0)) })
    }
    if !usage.isEmpty { body["usage"] = .object(usage) }
    if let broken { body["stop_reason"] = .string(broken) }
    return .object(body)
  }

  private static func object(of block: Block) -> JSONObject {
    var object = block.object
    let key = object["type"]?.string == "thinking" ? "thinking" : "text"
    object.append(block.text.joined, to: key)
    if !block.arguments.isEmpty {
      let text = block.arguments.joined
      let value = try? ResponseJSON.value(of: Array(text.utf8))
      object["input"] = value ?? .object(["arguments": .string(text)])
    }
    return object
  }
}
