internal import Glibc

/// A moment in UTC, to the second.
package struct Timestamp: Sendable, Hashable {
  /// Seconds since 1970-01-01T00:00:00Z.
  package var seconds: Int

  package init(seconds: Int) {
    self.seconds = seconds
  }

  package static var now: Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: time.tv_sec)
  }

  /// `2026-11-20T15:30:00Z`
  package var iso8601: String { formatted("%Y-%m-%dT%H:%M:%SZ") }

  /// `20261120_153000`, for file names.
  package var compact: String { formatted("%Y%m%d_%H%M%S") }

  private func formatted(_ format: String) -> String {
    var time = time_t(seconds)
    var fields = unsafe tm()
    unsafe gmtime_r(&time, &fields)
    var text = [CChar](repeating: 0, count: 64)
    let length = unsafe strftime(&text, text.count, format, &fields)
    return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
