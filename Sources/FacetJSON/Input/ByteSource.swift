/// Bytes that arrive in pieces.
package protocol ByteSource {
  /// Appends the next piece to a buffer; an empty piece is the end.
  mutating func read(into buffer: inout [UInt8]) throws(InputError)
}
