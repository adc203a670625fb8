internal import FacetConfiguration
internal import FacetModels

/// What a step's prompts about one sample have in common with other requests about it, so that a
/// provider may have it in its cache.
struct SharedPrefix: Sendable, Hashable {
  /// How far it reaches.
  enum Extent: Sendable, Hashable {
    /// Up to the instruction, which the layout puts last.
    case context
    /// Up to the end of the sample's text, with what a template says before it.
    case lead(String)
    /// The whole prompt: several completions are asked of it.
    case whole
  }

  /// Tells the steps of one lane that begin alike from others.
  var group: Int
  /// Requests of the group about one sample.
  var uses: Int
  var extent: Extent
  /// Estimated tokens beside the text.
  var fixedTokens: Int
  /// Shorter prefixes are not cached.
  var minimum: Int

  /// Prefixes are cached from this length where a model's own is not known.
  static let usualMinimum = 1024

  /// Whether a prefix with a text of so many tokens is long enough to be cached.
  func isCached(textTokens: Int) -> Bool { fixedTokens + textTokens >= minimum }

  /// Whether its end can be told in a prompt, so that it can be marked there.
  var canBeMarked: Bool {
    if case .lead(let lead) = extent { !lead.contains("{{") } else { true }
  }

  /// The prefix's length in bytes, or `nil` where it cannot be told.
  func length(in text: String, of prompt: Prompt, context: String?) -> Int? {
    switch extent {
    case .whole: text.utf8.count
    case .context: text.utf8.count - prompt.text.utf8.count
    case .lead(let lead):
      context.flatMap { canBeMarked ? lead.utf8.count + $0.utf8.count : nil }
    }
  }
}

/// Finds which steps of a run begin alike.
struct PrefixGroups {
  private struct Key: Hashable {
    var lane: Int
    var system: String?
    var extent: SharedPrefix.Extent
    /// The step itself, where it shares with nobody but its own completions.
    var own: Int?
  }

  let layout: PromptLayout
  let lanes: [PlannedLane]
  let prices: PriceTable

  /// The perspectives with what their steps share.
  func grouped(_ perspectives: [PlannedPerspective]) -> [PlannedPerspective] {
    var uses: [Key: Int] = [:]
    var numbers: [Key: Int] = [:]
    for perspective in perspectives {
      for step in perspective.steps {
        guard let key = key(of: step, in: perspective) else { continue }
        uses[key, default: 0] += step.kind == .reading ? 1 : perspective.completions
        if numbers[key] == nil { numbers[key] = numbers.count }
      }
    }
    func shared(_ step: PlannedStep, _ perspective: PlannedPerspective) -> PlannedStep {
      guard let key = key(of: step, in: perspective), let uses = uses[key], uses > 1,
        let number = numbers[key]
      else { return step }
      let lane = lanes[step.lane]
      let facts = prices.facts(provider: lane.endpoint.provider.name, model: step.wireModel)
      return step.sharing(
        SharedPrefix(
          group: number, uses: uses, extent: key.extent, fixedTokens: fixedTokens(of: step, key),
          minimum: facts?.cacheMinimum ?? SharedPrefix.usualMinimum))
    }
    return perspectives.map { perspective in
      var perspective = perspective
      perspective.reading = perspective.reading.map { shared($0, perspective) }
      perspective.strategy = perspective.strategy.map { shared($0, perspective) }
      return perspective
    }
  }

  private func key(of step: PlannedStep, in perspective: PlannedPerspective) -> Key? {
    let answersNotes = step.kind == .strategy && perspective.reading != nil
    if !answersNotes, let extent = extent(of: step) {
      return Key(lane: step.lane, system: step.system?.text, extent: extent)
    }
    guard step.kind == .strategy, perspective.completions > 1 else { return nil }
    return Key(
      lane: step.lane, system: step.system?.text, extent: .whole, own: perspective.index)
  }

  /// How far the step's prompts can begin like another's; `nil` where its instruction is first.
  private func extent(of step: PlannedStep) -> SharedPrefix.Extent? {
    guard step.prompt.isTemplate else { return layout == .contextFirst ? .context : nil }
    return step.prompt.text.firstRange(of: "{{input}}").map {
      .lead(String(step.prompt.text[..<$0.lowerBound]))
    }
  }

  private func fixedTokens(of step: PlannedStep, _ key: Key) -> Int {
    let system = key.system.map { 3 + TokenEstimator.o200k.tokens($0) } ?? 0
    return switch key.extent {
    case .whole: step.promptSize.fixedTokens
    case .context: system + 6
    case .lead(let lead): system + 3 + TokenEstimator.o200k.tokens(lead)
    }
  }
}

/// A shared prefix of one sample's requests.
package struct PrefixKey: Sendable, Hashable {
  /// The sample's place in the file.
  var sample: Int
  var group: Int
}
