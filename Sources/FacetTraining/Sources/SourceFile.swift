internal import FacetJSON
internal import FacetPlatform
internal import FacetReport

/// A file of a source: its kind, its origin and what Facet knows about its prompts.
struct SourceFile: Sendable {
  /// The form of a file's content.
  enum Form: String, Sendable {
    case dataset
    case rows
    case episodes
    case explorations
    case traces
    case conversations

    /// The task type of files that do not name one.
    var taskType: String {
      switch self {
      case .episodes, .explorations: "csv"
      case .traces: "task"
      case .dataset, .rows, .conversations: "general"
      }
    }
  }

  let path: String
  /// The path of the file that the user named.
  let name: String
  let form: Form
  let isArray: Bool
  /// The file's digest.
  let digest: SHA256
  var taskType: String
  /// Whether no provider was asked.
  var isRehearsal: Bool
  /// When the run that made it began.
  var created: String?
  var fingerprint: String?
  /// The declarations of its scores; null if it has none.
  let scorers: JSONValue
  /// The names of the fields with the samples' text and reference.
  let inputField: String
  let referenceField: String
  /// The texts of Facet's own prompts in it.
  var prompts: [String] = []

  /// - Parameter name: The file that was converted to this one; `nil` for the file itself.
  init(path: String, named name: String? = nil) throws(TrainingError) {
    self.path = path
    self.name = name ?? path
    do throws(SystemError) {
      digest = try SHA256(ofFile: name ?? path)
    } catch {
      throw TrainingError("\(error)")
    }
    let first = ((try? FileByteSource(path: path).peek()) ?? []).first { $0 > 0x20 }
    let plainName = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    let isDocument = plainName.hasSuffix(".json")
    var frame =
      isDocument && first == UInt8(ascii: "{") ? try Self.frame(of: path) : nil
    // The reader of arrays also reads an array within an object.
    isArray = first == UInt8(ascii: "[") || frame == nil && isDocument
    if frame != nil {
      form = .dataset
    } else {
      form = isArray ? .conversations : try Self.form(of: path)
      if form == .rows { frame = Self.companion(of: plainName) }
    }
    let metadata = frame?["metadata"]?["generation_time"] != nil ? frame?["metadata"] : frame
    taskType = frame?["task_type"]?.string ?? form.taskType
    isRehearsal =
      metadata?["rehearsal"]?.bool == true
      || FileSystem.name(of: self.name).contains("_rehearsal")
      || [.episodes, .explorations, .traces].contains(form) && Self.holdsRehearsal(path)
    created = metadata?["generation_time"]?.string
    fingerprint = metadata?["configuration_fingerprint"]?.string
    scorers = metadata?["scorers"] ?? .null
    let data = metadata?["data_config"]
    inputField = data?["input_field"]?.string ?? "input"
    referenceField = data?["reference_field"]?.string ?? "reference"
    for perspective in frame?["agent_perspectives"]?.array ?? [] {
      prompts += Self.prompts(of: perspective)
      for step in perspective["steps"]?.array ?? [] { prompts += Self.prompts(of: step) }
    }
  }

  /// The texts of a perspective, or of one of its steps, as written.
  private static func prompts(of declaration: JSONValue) -> [String] {
    ["system", "reading", "strategy", "prompt"].compactMap { declaration[$0]?.string }
      + (declaration["opening"]?.array ?? []).compactMap { $0["content"]?.string }
  }

  /// Whether any line is marked as rehearsed; quotes within texts are escaped.
  private static func holdsRehearsal(_ path: String) -> Bool {
    var rest: [UInt8] = []
    var isFound = false
    let source = try? FileByteSource(path: path)
    while let source, !isFound {
      let length = rest.count
      guard (try? source.read(into: &rest)) != nil, rest.count > length else { break }
      isFound = isRehearsed(rest)
      // Less than a mark, which the next piece may complete.
      rest = Array(rest.suffix(rehearsalKey.count + 4))
    }
    return isFound
  }

  private static let rehearsalKey = Array(#""rehearsal":"#.utf8)

  /// Whether bytes hold the mark, as Facet writes it or with the space of other programs.
  private static func isRehearsed(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while let place = JSONLines.place(of: rehearsalKey, in: rest) {
      rest = rest[(place + rehearsalKey.count)...]
      if rest.drop(while: { $0 == 0x20 }).starts(with: "true".utf8) { return true }
    }
    return false
  }

  /// The form that the first line shows.
  private static func form(of path: String) throws(TrainingError) -> Form {
    var lines = try JSONLines(path: path)
    guard let first = try lines.next() else { return .conversations }
    if first["episode_id"] != nil { return .episodes }
    if first["exploration_id"] != nil { return .explorations }
    if TraceSource.reads(first) { return .traces }
    if first["sample_id"] != nil, first["condition"] != nil,
      first["status"] != nil || first["response"] != nil
    {
      return .rows
    }
    for key in ["messages", "conversations", "conversation", "prompt", "chosen"]
    where first[key] != nil {
      return .conversations
    }
    throw TrainingError(
      "\(path):\(lines.line): the line is no row, episode or conversation; it needs "
        + "'messages', 'conversations', or 'prompt' and 'completion'")
  }

  /// A dataset's document without its tasks; `nil` for another file.
  private static func frame(of path: String) throws(TrainingError) -> JSONValue? {
    do {
      let source = try TasksSource(path: path)
      var bytes: [UInt8] = []
      repeat {
        bytes.removeAll(keepingCapacity: true)
        try source.read(into: &bytes)
      } while !bytes.isEmpty
      // Not a conditional expression: its 'nil' would be the JSON null.
      guard source.hasTasks else { return nil }
      return try ResponseJSON.value(of: source.frame)
    } catch {
      throw TrainingError("'\(path)' cannot be read as a dataset: \(error)")
    }
  }

  /// The metadata beside a file of rows.
  private static func companion(of path: String) -> JSONValue? {
    guard path.hasSuffix(".jsonl"),
      let bytes = try? FileSystem.contents(of: path.dropLast(6) + ".metadata.json")
    else { return nil }
    return try? ResponseJSON.value(of: bytes)
  }

  /// Whether its system messages are a configuration's whose templates it does not have.
  var ownsSystemMessages: Bool { form != .conversations && prompts.isEmpty }

  /// Checks that the rows were those of the digest.
  func checkUnchanged() throws(TrainingError) {
    guard (try? SHA256(ofFile: name)) == digest else {
      throw TrainingError(
        "'\(name)' changed while it was read, so nothing was written; export again when nothing "
          + "writes into it")
    }
  }

  /// Begins reading the samples.
  func stream(options: RunChoices) throws(TrainingError) -> any SampleStream {
    switch form {
    case .dataset: try DatasetSource(path: path)
    case .rows: try RowSource(path: path)
    case .episodes: try EpisodeSource(path: path, options: options)
    case .explorations: try ExplorationSource(path: path, options: options)
    case .traces: try TraceSource(path: path)
    case .conversations: try ConversationSource(path: path, isArray: isArray)
    }
  }
}
