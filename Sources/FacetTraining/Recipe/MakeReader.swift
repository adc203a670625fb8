internal import FacetJSON

/// Reads `make` of a recipe: the rules of each kind of data.
struct MakeReader {
  let sources: [String]
  let mistakes: RecipeMistakes

  private static let keys = [
    "from", "score", "where", "keep", "min_score", "pairs", "pairs_form", "min_difference",
    "chosen_min", "rejected_max", "max_pairs_per_prompt", "max_length_ratio", "chosen", "rejected",
    "pass", "band", "min_of", "ground_truth", "turns", "fields", "mix", "unit", "short",
    "max_repeats", "bounds",
  ]

  func rules(_ top: RecipeObject) -> [MakeRules] {
    let entries = top.entries("make")
    if entries.isEmpty {
      mistakes.report("a recipe needs 'make', an object such as {\"sft\": {}}", at: top.location)
    }
    return entries.compactMap { member in
      guard let kind = TrainingKind(rawValue: member.key) else {
        let names = TrainingKind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        mistakes.report(
          "unknown kind '\(member.key)'; it must be one of \(names)", at: member.keyLocation)
        return nil
      }
      return RecipeObject(member.value, named: member.key, keys: Self.keys, mistakes).map {
        rules(kind, $0)
      }
    }
  }

  private func rules(_ kind: TrainingKind, _ object: RecipeObject) -> MakeRules {
    var rules = MakeRules(kind)
    rules.from = names(object.texts("from") ?? [], object)
    rules.score = object.text("score")
    if let text = object.text("where"), let place = object["where"]?.location {
      do throws(TrainingError) {
        rules.condition = try RowCondition(text)
      } catch {
        mistakes.report(error.message, at: place)
      }
    }
    rules.keep = object.choice("keep", of: MakeRules.Keep.self) ?? rules.keep
    rules.minScore = score("min_score", object)
    rules.turns = object.choice("turns", of: MakeRules.Turns.self) ?? rules.turns
    rules.fields = object.texts("fields")
    rules.groundTruth = object.text("ground_truth")
    rules.pass = score("pass", object) ?? rules.pass
    rules.band = object.bounds("band", in: 0...1)
    rules.minOf = object.int("min_of", in: 1...1_000_000) ?? rules.minOf
    readPairs(object, into: &rules)
    rules.mix = mix(object)
    for member in object.entries("bounds") {
      let numbers = (member.value.plain.array ?? []).compactMap(\.int)
      if numbers.count == 2, numbers[0] <= numbers[1] {
        rules.bounds[member.key] = numbers[0]...numbers[1]
      } else {
        mistakes.report(
          "'\(member.key)' must be two counts, the lower first", at: member.value.location)
      }
    }
    return rules
  }

  private func readPairs(_ object: RecipeObject, into rules: inout MakeRules) {
    rules.pairs = object.choice("pairs", of: MakeRules.Pairs.self) ?? rules.pairs
    rules.pairForm = object.choice("pairs_form", of: MakeRules.PairForm.self) ?? rules.pairForm
    rules.minDifference = score("min_difference", object) ?? rules.minDifference
    rules.chosenMinimum = score("chosen_min", object)
    rules.rejectedMaximum = score("rejected_max", object)
    rules.maxPairsPerPrompt = object.int("max_pairs_per_prompt", in: 1...1_000_000)
    rules.maxLengthRatio = object.number("max_length_ratio", in: 1...1_000_000)
    rules.chosen = pattern("chosen", object)
    rules.rejected = pattern("rejected", object)
    if (rules.chosen == nil) != (rules.rejected == nil) {
      mistakes.report("'chosen' and 'rejected' belong together", at: object.location)
    }
  }

  /// A pattern of perspectives: `"Honest*"` or `{"condition": "Honest*"}`.
  private func pattern(_ key: String, _ object: RecipeObject) -> String? {
    guard let value = object[key] else { return nil }
    if case .string(let text) = value.content { return text }
    return object.object(key, keys: ["condition"])?.text("condition")
  }

  private func score(_ key: String, _ object: RecipeObject) -> Int? {
    object.number(key, in: -1_000_000_000...1_000_000_000).map(ScoreReading.millionths)
  }

  private func names(_ names: [String], _ object: RecipeObject) -> [String] {
    for name in names where !sources.contains(name) {
      mistakes.report(
        "there is no source '\(name)'", at: object["from"]?.location ?? object.location)
    }
    return names
  }

  private func checkShares(_ rules: MixRules, at location: SourceLocation) {
    var shares: [Double] = []
    for part in rules.parts {
      if case .share(let share) = part.amount { shares.append(share) }
    }
    let sum = shares.reduce(0, +)
    if sum > 1 + 1e-6 {
      mistakes.report("the shares of 'mix' must not add up to more than 1", at: location)
    } else if sum > 1 - 1e-6, shares.count < rules.parts.count {
      mistakes.report(
        "the shares of 'mix' must add up to less than 1 beside other amounts", at: location)
    }
  }

  private func mix(_ object: RecipeObject) -> MixRules {
    var rules = MixRules()
    rules.unit = object.choice("unit", of: MixRules.Unit.self) ?? rules.unit
    rules.short = object.choice("short", of: MixRules.Shortage.self) ?? rules.short
    rules.maxRepeats = object.int("max_repeats", in: 1...1_000) ?? rules.maxRepeats
    for element in object.elements("mix") {
      let keys = ["source", "take", "share", "weight"]
      guard let part = RecipeObject(element, named: "a part of 'mix'", keys: keys, mistakes) else {
        continue
      }
      let amounts: [MixRules.Amount] =
        [
          part.int("take", in: 0...1_000_000_000).map { .take($0) },
          part.number("share", in: 0...1).map { .share($0) },
          part.number("weight", in: 0...1_000_000).map { .weight($0) },
        ].compactMap { $0 }
      guard let source = part.text("source"), amounts.count == 1 else {
        mistakes.report(
          "a part of 'mix' needs 'source' and one of 'take', 'share' and 'weight'",
          at: part.location)
        continue
      }
      if !sources.contains(source) {
        mistakes.report("there is no source '\(source)'", at: part.location)
      }
      if rules.parts.contains(where: { $0.source == source }) {
        mistakes.report("'mix' has two parts for '\(source)'", at: part.location)
      }
      rules.parts.append((source, amounts[0]))
    }
    checkShares(rules, at: object["mix"]?.location ?? object.location)
    return rules
  }
}
