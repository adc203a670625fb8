internal import FacetJSON
internal import FacetPlatform
internal import FoundationEssentials

/// Writes the page: a head, the data in blocks, and the script that shows it.
///
/// The data is JSON without characters that are special in HTML. The page's policy allows only its
/// own script to run and nothing to be loaded.
struct ReportPage {
  private let file: AtomicFile
  /// Samples that are not yet in the file.
  private var block: [UInt8] = []
  /// The position of the dataset whose samples are in the block.
  private var blockDataset = 0
  /// A block is written when it reaches this many bytes.
  private static let blockSize = 1 << 20

  /// - Parameters:
  ///   - title: The page's title until its script replaces it.
  ///   - directory: The folder of the page.
  init(title: String, directory: String) throws(ReportError) {
    do throws(SystemError) {
      file = try AtomicFile(in: directory)
    } catch {
      throw Self.failure(error)
    }
    try write(
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <title>\(HTMLText.escaped(title))</title>
      <style>
      """)
    try write(PackageResources.report_css)
    try write("</style>\n</head>\n<body>\n")
    try write(PackageResources.body_html)
  }

  /// The size of the page so far, in bytes.
  var size: Int { file.size + block.count }

  /// Adds a sample of the dataset at a position in the page's list.
  mutating func add(_ sample: ReportSample, of dataset: Int) throws(ReportError) {
    if dataset != blockDataset { try flush() }
    blockDataset = dataset
    block.append(UInt8(ascii: block.isEmpty ? "[" : ","))
    block += HTMLText.embedded(sample.json)
    if block.count >= Self.blockSize { try flush() }
  }

  /// Writes the remaining samples, the metadata and the script.
  mutating func finish(_ frames: [JSONValue]) throws(ReportError) {
    try flush()
    try write(#"<script type="application/json" id="frame">"#)
    try write(HTMLText.embedded(.array(frames)))
    try write("</script>\n<script>")
    try write(Self.script)
    try write("</script>\n</body>\n</html>\n")
  }

  func commit(to path: String) throws(ReportError) {
    do throws(SystemError) {
      try file.commit(to: path)
    } catch {
      throw Self.failure(error)
    }
  }

  /// The policy: only the page's own script and style, and no network requests.
  private static var policy: String {
    """
    default-src 'none'; script-src 'sha256-\(digest(of: script))'; \
    style-src 'sha256-\(digest(of: PackageResources.report_css))'; base-uri 'none'; \
    form-action 'none'
    """
  }

  /// The page's script.
  private static let script =
    PackageResources.diff_js + PackageResources.ratings_js + PackageResources.report_js

  private static func digest(of bytes: [UInt8]) -> String {
    Data(SHA256(of: bytes).bytes).base64EncodedString()
  }

  private mutating func flush() throws(ReportError) {
    guard !block.isEmpty else { return }
    try write(#"<script type="application/json" class="samples" data-set="\#(blockDataset)">"#)
    try write(block)
    try write("]</script>\n")
    block.removeAll(keepingCapacity: true)
  }

  private func write(_ text: String) throws(ReportError) {
    try write(Array(text.utf8))
  }

  private func write(_ bytes: [UInt8]) throws(ReportError) {
    do throws(SystemError) {
      try file.append(bytes)
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: SystemError) -> ReportError {
    ReportError(message: "\(error)", isMistake: false)
  }
}
