package import FacetJSON
internal import FacetPlatform

/// Makes verified questions from a profile and templates: selects candidates by difficulty, runs
/// the code of each at least twice, and drops candidates whose results differ.
package struct QuestionGenerator: Sendable {
  private let profile: CSVProfile
  private let templates: [QuestionTemplate]
  private let quota: DifficultyQuota
  private let seed: Int
  private let width: Int
  private let verification: QuestionVerification

  /// - Parameters:
  ///   - width: The number of candidates verified at the same time; it does not affect the
  ///     questions.
  ///   - execute: Runs code in a fresh session that nothing else has used.
  package init(
    profile: CSVProfile, templates: [QuestionTemplate], quota: DifficultyQuota, seed: Int,
    width: Int, execute: @escaping @Sendable (String) async throws -> CodeExecution
  ) {
    self.profile = profile
    self.templates = templates
    self.quota = quota
    self.seed = seed
    self.width = width
    verification = QuestionVerification(execute: execute)
  }

  /// Verified questions in order of difficulty, and the dropped candidates.
  ///
  /// - Parameter progress: Called with the number of questions so far.
  package func questions(
    progress: @Sendable (Int) -> Void = { _ in }
  ) async throws -> QuestionHarvest {
    var harvest = QuestionHarvest(quota: quota)
    var waiting = Dictionary(
      grouping: QuestionCandidate.all(of: templates, for: profile, seed: seed),
      by: \.template.difficulty)
    harvest.candidates = waiting.values.reduce(0) { $0 + $1.count }
    var found: [Difficulty: [QuestionRecord]] = [:]
    var known: Set<String> = []
    let check = QuestionCheck(profile: profile)
    var answers: [[JSONValue]] = []
    let digest = try SHA256(ofFile: profile.path).description
    while true {
      // As many of each difficulty as are still missing, so that the tried candidates do not depend
      // on timing.
      var wave: [QuestionCandidate] = []
      for difficulty in Difficulty.allCases {
        let lacking = (quota.counts[difficulty] ?? 0) - (found[difficulty]?.count ?? 0)
        guard lacking > 0, let candidates = waiting[difficulty] else { continue }
        wave += candidates.prefix(lacking)
        waiting[difficulty] = Array(candidates.dropFirst(lacking))
      }
      if wave.isEmpty { break }
      let verdicts = try await verdicts(on: wave)
      for (candidate, verdict) in zip(wave, verdicts) {
        switch verdict {
        case .dropped(let reason):
          harvest.dropped.append(
            QuestionHarvest.Dropped(
              template: candidate.template.name, parameters: candidate.parameters,
              reason: reason))
        case .verified(let answer):
          let accepted = answer.accepted.map(\.value)
          let flaw =
            check.flaws(
              answers: accepted, columns: candidate.namedColumns,
              measured: candidate.measuredColumns
            ).first
            ?? QuestionCheck.sibling(of: accepted, among: answers).map { _ in
              "another question has the same answer"
            }
          if let flaw {
            harvest.dropped.append(
              QuestionHarvest.Dropped(
                template: candidate.template.name, parameters: candidate.parameters, reason: flaw))
            continue
          }
          let record = record(of: candidate, answer: answer, csvDigest: digest)
          guard known.insert(record.id).inserted else { continue }
          answers.append(accepted)
          found[candidate.template.difficulty, default: []].append(record)
        }
      }
      progress(found.values.reduce(0) { $0 + $1.count })
    }
    harvest.questions = Difficulty.allCases.flatMap { found[$0] ?? [] }
    return harvest
  }

  /// The verdicts on candidates, in order; at most `width` are computed at the same time.
  private func verdicts(
    on candidates: [QuestionCandidate]
  ) async throws -> [QuestionVerification.Verdict] {
    try await withThrowingTaskGroup(
      of: (Int, QuestionVerification.Verdict).self
    ) { group in
      var verdicts: [QuestionVerification.Verdict?] = candidates.map { _ in nil }
      var next = 0
      func begin() {
        guard next < candidates.count else { return }
        let (index, candidate) = (next, candidates[next])
        next += 1
        group.addTask { [verification] in
          (index, try await verification.verdict(on: candidate))
        }
      }
      for _ in 0..<max(1, width) { begin() }
      while let (index, verdict) = try await group.next() {
        verdicts[index] = verdict
        begin()
      }
      return verdicts.compactMap { $0 }
    }
  }

  private func record(
    of candidate: QuestionCandidate, answer: QuestionVerification.Answer, csvDigest: String
  ) -> QuestionRecord {
    let template = candidate.template
    let identity: JSONValue = [
      "template": .string(template.name), "code": .string(answer.code),
      "alternative_codes": .array(answer.alternatives.map { .string($0) }),
      "params": .object(candidate.parameters), "dataset": .string(profile.datasetName),
      "csv_sha256": .string(csvDigest),
    ]
    var record = QuestionRecord(
      id: QuestionRecord.digest(String(decoding: identity.canonicalBytes, as: UTF8.self)),
      source: .template, dataset: profile.datasetName)
    let schema = template.outputSchema.words(candidate.values)
    record.questionText =
      template.question.words(candidate.values) + " Answer with JSON: \(schema)."
    record.questionMechanical = template.mechanical.words(candidate.values)
    record.hint = template.hint.words(candidate.values)
    record.steps = template.steps.map { $0.words(candidate.values) }
    record.stepCount = template.steps.count
    record.difficulty = template.difficulty
    record.category = template.category
    record.tags = template.tags
    record.templateName = template.name
    record.templateParameters = candidate.parameters
    record.code = answer.code
    record.alternativeCodes = answer.alternatives
    record.hooks = answer.hooks
    record.outputType = template.outputType
    record.outputSchema = schema
    record.groundTruth = answer.accepted.first?.value
    record.groundTruthHash = answer.accepted.first?.hash
    record.groundTruthHashes = answer.accepted.map(\.hash)
    record.groundTruths = answer.accepted.map(\.value)
    record.datasetDescription = DatasetDescription.text(for: profile)
    record.csvSource = StoredPath.shortest(profile.path)
    record.csvSHA256 = csvDigest
    record.csvReading = profile.readingArguments
    return record
  }
}

/// The questions generated for a file, and the dropped candidates.
package struct QuestionHarvest: Sendable {
  package var questions: [QuestionRecord] = []
  package var dropped: [Dropped] = []
  /// The number of candidates that the file supports.
  package var candidates = 0
  package var quota: DifficultyQuota

  /// A dropped candidate with the reason.
  package struct Dropped: Sendable {
    package var template: String
    package var parameters: JSONObject
    package var reason: String
  }

  /// The number of questions of a difficulty.
  package func count(of difficulty: Difficulty) -> Int {
    questions.count { $0.difficulty == difficulty }
  }

  /// The difficulties with fewer questions than wanted.
  package var shortfalls: [(difficulty: Difficulty, found: Int, wanted: Int)] {
    Difficulty.allCases.compactMap { difficulty in
      let (found, wanted) = (count(of: difficulty), quota.counts[difficulty] ?? 0)
      return found < wanted ? (difficulty, found, wanted) : nil
    }
  }
}

/// A description of a dataset in a sentence or two.
package enum DatasetDescription {
  /// The description in the `meta.json` beside a downloaded `data.csv`, otherwise that of the
  /// profile.
  package static func text(for profile: CSVProfile) -> String {
    guard FileSystem.name(of: profile.path).lowercased() == "data.csv",
      let bytes = try? FileSystem.contents(
        of: FileSystem.parent(of: profile.path) + "/meta.json"),
      let meta = try? ResponseJSON.value(of: bytes)
    else { return profile.description }
    for key in ["description", "subtitle", "title"] {
      if let text = meta[key]?.string, !text.isEmpty { return text }
    }
    return profile.description
  }
}
