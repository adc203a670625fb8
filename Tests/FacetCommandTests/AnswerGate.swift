import FacetPlatform
import Glibc
import TestSupport

/// Answers each content with its own hash, and holds answers back from a certain request on.
final class AnswerGate: Sendable {
  private let left = Lock<Int?>(nil)

  /// Lets the answers to so many requests through, less one.
  func close(after requests: Int) {
    left.withLock { $0 = requests }
  }

  func open() {
    left.withLock { $0 = nil }
  }

  func reply(to request: RecordingServer.Request) -> RecordingServer.Reply {
    left.withLock { left in left = left.map { max(0, $0 - 1) } }
    while left.withLock({ $0 == 0 }) { usleep(1000) }
    let hash = SHA256(of: request.body).description
    return RecordingServer.Reply(
      """
      {"id": "\(hash)", "object": "chat.completion", "created": 1, "model": "m",
      "choices": [{"index": 0, "finish_reason": "stop",
        "message": {"role": "assistant", "content": "answer \(hash)"}}],
      "usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}}
      """)
  }
}
