extension TextPattern {
  /// A text that the pattern matches, or `nil` if none is found: for rehearsals.
  ///
  /// - Parameter random: Decides between alternatives and characters.
  package func example(using random: inout some RandomNumberGenerator) -> String? {
    for attempt in 0..<30 {
      let text = walk(using: &random, patience: attempt < 20 ? 12 : 0)
      if let text, occurs(in: text) { return text }
    }
    return nil
  }

  /// The scalars of one way through the program.
  ///
  /// - Parameter patience: How often a repetition may be entered again.
  private func walk(using random: inout some RandomNumberGenerator, patience: Int) -> String? {
    var text = String.UnicodeScalarView()
    var entries: [Int: Int] = [:]
    var place = 0
    for _ in 0..<4 * PatternProgram.maximumSize {
      switch program.instructions[place] {
      case .match: return String(text)
      case .jump(let target): place = target
      case .save, .assertion: place += 1
      case .scalar(let set):
        guard let scalar = program.sets[set].example(using: &random) else { return nil }
        text.append(scalar)
        place += 1
      case .split(let preferred, let other):
        entries[place, default: 0] += 1
        // The farther place is the way out of a repetition.
        let goesOn = entries[place, default: 0] <= patience && Bool.random(using: &random)
        place = goesOn ? min(preferred, other) : max(preferred, other)
      }
    }
    return nil
  }
}

extension ScalarSet {
  /// A scalar of the set, a common one if it has any.
  fileprivate func example(using random: inout some RandomNumberGenerator) -> Unicode.Scalar? {
    let common = Array("etaoinshrdlucmfwypvbgkjqxz0123456789ETAOINSHR-_.,:;@ /'+".unicodeScalars)
    let start = Int.random(in: 0..<common.count, using: &random)
    for offset in common.indices {
      let scalar = common[(start + offset) % common.count]
      if contains(scalar) { return scalar }
    }
    for range in ranges {
      for value in range.prefix(64) {
        if let scalar = Unicode.Scalar(value), contains(scalar) { return scalar }
      }
    }
    return (0x20...0x2FFF).lazy.compactMap(Unicode.Scalar.init).first(where: contains)
  }
}
