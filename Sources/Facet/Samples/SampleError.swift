/// A sample, or the file it stands in, that cannot be read.
struct SampleError: Error, Sendable, Hashable, CustomStringConvertible {
  var path: String
  var line: Int?
  var message: String

  var description: String {
    path + (line.map { ":\($0)" } ?? "") + ": error: " + message
  }
}
