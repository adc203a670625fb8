internal import FacetJSON
internal import FacetPlatform

/// An unreadable sample or input file.
struct SampleError: Error, Sendable, Hashable, CustomStringConvertible {
  var path: String
  var line: Int?
  var message: String

  init(path: String, line: Int?, message: String) {
    self.path = FileSystem.shortened(path)
    self.line = line
    self.message = message
  }

  init(path: String, _ error: InputError) {
    let sample = error.sampleIndex.map { "sample \($0): " } ?? ""
    let isNamed = error.message.contains("sample ")
    self.init(path: path, line: error.line, message: (isNamed ? "" : sample) + error.message)
  }

  var description: String {
    path + (line.map { ":\($0)" } ?? "") + ": error: " + message
  }
}
