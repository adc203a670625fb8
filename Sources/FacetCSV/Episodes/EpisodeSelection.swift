internal import FacetPlatform
internal import FoundationEssentials

/// The questions that a run is to ask.
package struct EpisodeSelection: Sendable {
  /// Folders of dataset folders, folders that hold a `questions.json`, or such files.
  package var places: [String]
  /// CSV files: only questions about them are selected, and these files are read. Empty for all.
  package var csv: [String] = []
  /// The most questions per dataset; `nil` for all.
  package var maxQuestions: Int?
  /// The difficulties to select; empty for all.
  package var difficulties: [Difficulty] = []
  /// Selects the first questions instead of a share of each difficulty.
  package var skipsDifficultyFilter = false
  /// The most questions over all datasets; `nil` for all.
  package var maxCandidates: Int?
  /// Selects one question of one dataset.
  package var isTest = false

  package init(places: [String]) {
    self.places = places
  }

  /// The questions of a run, in the order in which they are asked.
  package struct Chosen: Sendable {
    package var samples: [EpisodeSample] = []
    /// Sentences about selections that could not be met in full.
    package var notices: [String] = []
  }

  /// Reads the files and selects questions.
  ///
  /// - Parameter locate: Resolves a path that a question names.
  /// - Throws: ``QuestionRecordError`` that says which file is missing or unreadable.
  package func chosen(
    locate: (String) -> String?
  ) throws(QuestionRecordError) -> Chosen {
    var chosen = Chosen()
    var files: [String] = []
    for place in places { files += try Self.files(at: place) }
    let named = Dictionary(csv.map { (CSVProfile.datasetName($0), $0) }) { first, _ in first }
    for path in csv where !FileSystem.exists(path) {
      throw QuestionRecordError("'\(path)' is missing; name CSV files with '--csv'")
    }
    var found: Set<String> = []
    if isTest, csv.isEmpty { files = Array(files.prefix(1)) }
    for file in files {
      var questions = try QuestionFile.questions(at: file)
      if !csv.isEmpty { questions.removeAll { named[$0.dataset] == nil } }
      guard let dataset = questions.first?.dataset else { continue }
      let selected = select(from: questions, dataset: dataset, notices: &chosen.notices)
      for question in selected {
        found.insert(question.dataset)
        let path = try self.path(of: question, named: named, locate: locate, in: file)
        chosen.samples.append(
          EpisodeSample(
            question: question, source: CSVSource(path: path, reading: question.csvReading)))
      }
      if isTest, !chosen.samples.isEmpty { break }
    }
    for (dataset, path) in named.sorted(by: { $0.key < $1.key }) where !found.contains(dataset) {
      chosen.notices.append(
        "there are no questions about '\(path)'; make some with: facet questions --csv \(path)")
    }
    if let maxCandidates { chosen.samples = Array(chosen.samples.prefix(maxCandidates)) }
    if isTest { chosen.samples = Array(chosen.samples.prefix(1)) }
    guard !chosen.samples.isEmpty else {
      let list = places.map { "'\($0)'" }.joined(separator: ", ")
      throw QuestionRecordError(
        "no question in \(list) fits; make some with 'facet questions', or select others")
    }
    try check(chosen.samples)
    return chosen
  }

  /// The question files at a place, sorted by dataset name.
  private static func files(at place: String) throws(QuestionRecordError) -> [String] {
    guard FileSystem.exists(place) else {
      throw QuestionRecordError(
        "'\(place)' is missing; make questions with 'facet questions', or name a folder of them")
    }
    guard FileSystem.isDirectory(place) else { return [place] }
    if FileSystem.exists(place + "/questions.json") { return [place + "/questions.json"] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    let files = names.sorted().map { QuestionFile.path(in: place, dataset: $0) }
      .filter { FileSystem.exists($0) }
    guard !files.isEmpty else {
      throw QuestionRecordError(
        "'\(place)' has no dataset with a questions.json; make questions with 'facet questions'")
    }
    return files
  }

  /// Selects a dataset's questions: a share of each difficulty; a shortage in one is filled from
  /// the others.
  private func select(
    from questions: [QuestionRecord], dataset: String, notices: inout [String]
  ) -> [QuestionRecord] {
    var candidates = questions.filter { $0.prompt != nil }
    if !difficulties.isEmpty {
      candidates.removeAll { question in
        question.difficulty.map { !difficulties.contains($0) } ?? true
      }
    }
    guard let maxQuestions, candidates.count > maxQuestions else { return candidates }
    if skipsDifficultyFilter { return Array(candidates.prefix(maxQuestions)) }
    let among = difficulties.isEmpty ? Difficulty.allCases : difficulties
    let quota = DifficultyQuota(total: maxQuestions, among: among)
    var taken: Set<Int> = []
    for (difficulty, wanted) in quota.counts.sorted(by: { $0.key < $1.key }) {
      let fitting = candidates.indices.filter { candidates[$0].difficulty == difficulty }
      taken.formUnion(fitting.prefix(wanted))
      if fitting.count < wanted {
        notices.append(
          "\(dataset): \(fitting.count) of \(wanted) \(difficulty.rawValue) questions; "
            + "other difficulties fill the gap")
      }
    }
    for index in candidates.indices where taken.count < maxQuestions { taken.insert(index) }
    return taken.sorted().map { candidates[$0] }
  }

  private func path(
    of question: QuestionRecord, named: [String: String], locate: (String) -> String?,
    in file: String
  ) throws(QuestionRecordError) -> String {
    if let path = named[question.dataset] { return path }
    guard let source = question.csvSource else {
      throw QuestionRecordError(
        "\(file): error: question \(question.id) names no CSV file; "
          + "name the file with '--csv'")
    }
    guard let path = FileSystem.exists(source) ? source : locate(source) else {
      throw QuestionRecordError(
        "\(file): error: '\(source)', the file of question \(question.id), is missing; "
          + "name the file with '--csv'")
    }
    return path
  }

  /// Rejects questions about a file that has changed since they were made.
  private func check(_ samples: [EpisodeSample]) throws(QuestionRecordError) {
    var digests: [String: String] = [:]
    for sample in samples {
      guard let expected = sample.question.csvSHA256 else { continue }
      let path = sample.source.path
      if digests[path] == nil {
        do {
          digests[path] = try SHA256(ofFile: path).description
        } catch {
          throw QuestionRecordError("\(path): error: \(error)")
        }
      }
      guard digests[path] == expected else {
        throw QuestionRecordError(
          "'\(path)' is not the file that question \(sample.question.id) was made from; "
            + "remake its questions with: facet questions --csv \(path)")
      }
    }
  }
}
