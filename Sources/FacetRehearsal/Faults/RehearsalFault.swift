/// The faults that the rehearsal can produce instead of an answer.
package enum RehearsalFault: String, Sendable, CaseIterable {
  /// 429 with `Retry-After` in seconds.
  case rateLimit = "429"
  /// 429 with only `retry-after-ms`.
  case rateLimitMilliseconds = "429-ms"
  /// 429 with `Retry-After` as an HTTP date.
  case rateLimitDate = "429-date"
  /// 429 because the credit is used up: waiting does not help.
  case quota = "429-quota"
  case authentication = "401"
  case payment = "402"
  /// 400: the prompt is longer than the model's context.
  case contextLength = "400-context"
  case modelNotFound = "404-model"
  case internalError = "500"
  case unavailable = "503"
  case overloaded = "529"
  /// The connection is reset before a byte of the answer.
  case resetBeforeHeaders = "reset-before-headers"
  /// The connection is reset in the middle of the answer's head.
  case resetInHeaders = "reset-in-headers"
  /// The connection is reset in the middle of the answer's body.
  case resetInBody = "reset-in-body"
  /// Nothing is ever answered; the connection stays open.
  case stall
  /// Half of the body arrives, and then nothing.
  case stallInBody = "stall-in-body"
  /// The answer arrives a byte at a time.
  case drip
  /// A 200 whose JSON is cut off, with a matching `Content-Length`.
  case truncatedJSON = "truncated-json"
  /// A 200 that is a web page.
  case html = "html-200"
  /// A 200 that carries an error object.
  case errorInOK = "error-200"
  /// A 200 whose text is not UTF-8.
  case invalidUTF8 = "invalid-utf8"
  /// A 200 whose body is 100 MB of valid JSON.
  case huge
  /// A good answer labelled `text/plain`.
  case wrongContentType = "wrong-content-type"
  /// A 200 of 1.7 MB that unpacks to 256 MiB.
  case gzipBomb = "gzip-bomb"
  /// A good answer in gzip, regardless of `Accept-Encoding`.
  case gzip
  /// An answer without text.
  case empty
  case refusal
  /// An answer cut off at a length limit.
  case truncatedAnswer = "truncated-answer"
  /// A structured answer that misses its schema: a wrong type, a missing member, words or a fence
  /// around it, or a cut; other answers are good.
  case schema
  /// A good answer that reports no usage.
  case noUsage = "no-usage"
  /// A good answer with a duplicate key; the last one counts.
  case duplicateKeys = "duplicate-keys"
}
