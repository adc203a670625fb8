internal import FacetConfiguration
internal import FacetModels

/// The prefix that a step's prompts about one sample share with other requests about it, and that a
/// provider may have cached.
struct SharedPrefix: Sendable, Hashable {
  /// The end of the prefix.
  enum Extent: Sendable, Hashable {
    /// Up to the instruction, which the layout puts last.
    case context
    /// Up to the end of the sample's text, including a template's text before it.
    case lead(String)
    /// The whole prompt, requested for several completions.
    case whole
    /// The sample's conversation, which the instruction follows.
    case conversation
  }

  /// Identifies the steps of one lane that share the prefix.
  var group: Int
  /// The number of the group's requests about one sample.
  var uses: Int
  var extent: Extent
  /// Estimated tokens beside the text.
  var fixedTokens: Int
  /// The minimum length of a cached prefix, in tokens.
  var minimum: Int

  /// The assumed minimum length of a cached prefix, for models whose minimum is unknown.
  static let usualMinimum = 1024

  /// Whether a prefix with a text of the given tokens is long enough to be cached.
  func isCached(textTokens: Int) -> Bool { fixedTokens + textTokens >= minimum }

  /// Whether its end can be located in a prompt, and marked there.
  var canBeMarked: Bool {
    switch extent {
    case .lead(let lead): !lead.contains("{{")
    // The history is marked at its turns instead.
    case .conversation: false
    case .context, .whole: true
    }
  }

  /// The prefix's length in bytes, or `nil` if it cannot be located.
  func length(in text: String, of prompt: Prompt, context: String?) -> Int? {
    switch extent {
    case .whole: text.utf8.count
    case .conversation: nil
    case .context: text.utf8.count - prompt.text.utf8.count
    case .lead(let lead):
      context.flatMap { canBeMarked ? lead.utf8.count + $0.utf8.count : nil }
    }
  }
}

/// Finds the steps of a run that share a prefix.
struct PrefixGroups {
  private struct Key: Hashable {
    var lane: Int
    var system: String?
    /// The answer's format, which a provider reads before the prompt.
    var format: ResponseFormat?
    var opening: [String]
    var extent: SharedPrefix.Extent
    /// The step itself, if it shares the prefix only among its own completions.
    var own: Own?
  }

  private struct Own: Hashable {
    var perspective: Int
    var stepsAfter: Int
  }

  let layout: PromptLayout
  /// Whether the samples are conversations.
  let hasConversations: Bool
  let lanes: [PlannedLane]
  let prices: PriceTable

  /// The perspectives with the shared prefixes of their steps.
  func grouped(_ perspectives: [PlannedPerspective]) -> [PlannedPerspective] {
    var uses: [Key: Int] = [:]
    var numbers: [Key: Int] = [:]
    // A step that several perspectives share is asked once, and finds nothing that it cached.
    var counted: Set<Int> = []
    for perspective in perspectives {
      for step in perspective.steps {
        guard let key = key(of: step, in: perspective) else { continue }
        if let group = step.sharing.group, !counted.insert(group).inserted { continue }
        uses[key, default: 0] += step.place.isPerCompletion ? perspective.completions : 1
        if numbers[key] == nil { numbers[key] = numbers.count }
      }
      for judge in perspective.judges {
        guard let key = key(ofJudge: judge.step) else { continue }
        uses[key, default: 0] += judge.callsPerSample
        if numbers[key] == nil { numbers[key] = numbers.count }
      }
    }
    func shared(_ step: PlannedStep, _ key: Key?) -> PlannedStep {
      guard let key, let uses = uses[key], uses > 1, let number = numbers[key] else { return step }
      let lane = lanes[step.lane]
      let facts = prices.facts(provider: lane.endpoint.provider.name, model: step.wireModel)
      return step.sharing(
        SharedPrefix(
          group: number, uses: uses, extent: key.extent, fixedTokens: fixedTokens(of: step, key),
          minimum: facts?.cacheMinimum ?? SharedPrefix.usualMinimum))
    }
    return perspectives.map { perspective in
      var perspective = perspective
      perspective.steps = perspective.steps.map { shared($0, key(of: $0, in: perspective)) }
      for index in perspective.judges.indices {
        let step = perspective.judges[index].step
        perspective.judges[index].step = shared(step, key(ofJudge: step))
      }
      return perspective
    }
  }

  private func key(of step: PlannedStep, in perspective: PlannedPerspective) -> Key? {
    if let extent = extent(of: step) { return key(of: step, extent) }
    guard step.place.isPerCompletion, perspective.completions > 1, !step.place.seesCompletions
    else { return nil }
    return Key(
      lane: step.lane, system: step.system?.text, opening: step.openingTexts, extent: .whole,
      own: Own(perspective: perspective.index, stepsAfter: step.place.stepsAfter))
  }

  /// The key of a judge whose prompts about one sample differ in the responses alone, which come
  /// after the sample.
  private func key(ofJudge step: PlannedStep) -> Key? {
    hasConversations ? nil : extent(of: step).map { key(of: step, $0) }
  }

  private func key(of step: PlannedStep, _ extent: SharedPrefix.Extent) -> Key {
    Key(
      lane: step.lane, system: step.system?.text, format: step.schema?.format,
      opening: step.openingTexts, extent: extent)
  }

  /// The longest prefix that the step's prompts can share with other steps about the sample; `nil`
  /// if something else comes first.
  private func extent(of step: PlannedStep) -> SharedPrefix.Extent? {
    guard step.system?.stepNames.isEmpty ?? true else { return nil }
    if hasConversations { return step.showsConversation ? .conversation : nil }
    guard step.prompt.isTemplate else {
      return layout == .contextFirst && step.prompt.subject == nil ? .context : nil
    }
    guard let place = step.prompt.text.firstRange(of: "{{input}}"),
      step.prompt.firstStepOffset
        > step.prompt.text.utf8.distance(from: step.prompt.text.startIndex, to: place.lowerBound)
    else { return nil }
    return .lead(String(step.prompt.text[..<place.lowerBound]))
  }

  private func fixedTokens(of step: PlannedStep, _ key: Key) -> Int {
    let system = key.system.map { 3 + TokenEstimator.o200k.tokens($0) } ?? 0
    return switch key.extent {
    case .whole: step.promptSize.fixedTokens
    case .context, .conversation: system + 6
    case .lead(let lead): system + 3 + TokenEstimator.o200k.tokens(lead)
    }
  }
}

extension Prompt {
  /// The offset in bytes of the first name that stands for an earlier step; the highest number if
  /// there is none.
  fileprivate var firstStepOffset: Int {
    guard case .template(let template) = content else { return .max }
    return stepNames.keys.compactMap { template.offsets[$0] }.min() ?? .max
  }
}

/// A shared prefix of one sample's requests.
package struct PrefixKey: Sendable, Hashable {
  /// The sample's position in the file.
  var sample: Int
  var group: Int
}
