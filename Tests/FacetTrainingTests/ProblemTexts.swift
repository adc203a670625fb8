/// Problems and questions made by a seed, as long as their sentences happen to be.
struct ProblemTexts {
  private static let openings = [
    "{n} has {a} {t}.", "{n} and {m} sell {t} at {p}.",
    "Every week {n} buys {a} boxes of {t}, each of which holds {b} pieces.",
    "A train with {a} wagons carries {t} to {p}, and each wagon holds {b} of them.",
    "{n} saves ${a} a month for a tent that costs ${b}.",
    "There are {a} {t} on a shelf at {p}.",
  ]
  private static let facts = [
    "On Monday {n} gives {a} of them to {m}.",
    "{m} has twice as many as {n}, but {b} of them are broken.",
    "A third of the {t} is sold before noon at ${a} each.",
    "After lunch {n} finds {a} more in the cellar, which nobody had counted before.",
    "Each of the {a} children takes {b}, and the rest is put back into the box.",
    "It takes {a} minutes to wrap one of them, and {n} works for {b} hours without a break.",
    "The price rises by {a} percent in spring.",
    "{m} pays ${a} for the way there and ${b} for the way back.",
    "Of those, {a} have to be repaired first.", "Nobody asks for the others.",
  ]
  private static let questions = [
    "How many are left?", "How many {t} does {n} have now?",
    "How much money does {n} earn in a week if all of them are sold?",
    "What is the total cost in dollars?", "How many more does {m} need than {n}?",
    "How long does it take them altogether?",
  ]
  private static let knowledge = [
    "Which of the following best describes {x}?", "What is the main reason for {x}?",
    "Which {k} first showed that {x} can be measured?",
    "A patient comes to the clinic after {a} days of fever and a dry cough. Which finding would "
      + "most strongly suggest {x}?",
    "In a sample of {a} people, {b} reported {x}. Which conclusion is supported by these figures?",
    "According to the passage, why did the council refuse to pay for {x}, although its own report "
      + "from 18{a} had called for it?",
    "First: {x} depends on temperature. Second: it does not depend on pressure. Which is true?",
    "A ball of {a} grams falls from a tower that is {b} metres high. Ignoring the resistance of "
      + "the air, which quantity changes as a result of {x} while the ball is falling?",
    "Which of these was a consequence of {x} in the years after 18{a}?",
    "Find the smallest whole number that is divisible by {a} and by {b}.",
    "The author of the letter objects to {x} because he believes that a law which cannot be "
      + "enforced harms those who obey it, and he asks his readers to judge for themselves. Which "
      + "assumption does his argument need?", "{x} is most closely related to",
    "A set of data holds {a}, {b}, {a}, {b}, {a}, {b}, {a} and {b}. What is the median of these "
      + "numbers?",
  ]
  private static let words: [Character: [String]] = [
    "n": ["Ada", "Bruno", "Carla", "Dilip", "Edda", "Farid", "Greta", "Hanno"],
    "m": ["Ines", "Jonas", "Kaja", "Leif", "Mira", "Nils", "Olga", "Pavel"],
    "t": [
      "apples", "glass jars", "old tiles", "wooden chairs", "seed packets", "postcards",
      "bicycle bells", "woollen scarves", "loaves of rye bread", "paper lanterns",
    ],
    "p": [
      "the market", "a small shop by the harbour", "the school fair", "her aunt's farm",
      "a workshop behind the station", "the summer camp",
    ],
    "x": [
      "the rusting of iron", "a rise in the price of bread", "contract law", "friction",
      "the division of a cell", "the rotation of the earth", "a shortage of vitamins",
      "the loss of topsoil after heavy rain", "voting by letter", "the tax on windows",
    ],
    "k": ["chemist", "physician", "astronomer", "economist", "experiment"],
  ]

  private var state: UInt64
  /// Which of the sentences are used: all, or those whose number leaves this remainder by two.
  private let remainder: Int?

  init(seed: UInt64, remainder: Int? = nil) {
    state = seed
    self.remainder = remainder
  }

  /// A number below another one.
  mutating func number(below count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % count
  }

  /// Different numbers below another one.
  mutating func places(_ count: Int, below end: Int) -> Set<Int> {
    var places: Set<Int> = []
    while places.count < count { places.insert(number(below: end)) }
    return places
  }

  /// Three problems of two to seven sentences for two questions.
  mutating func next() -> String {
    guard number(below: 5) < 3 else { return filled(one(of: Self.knowledge)) }
    var sentences = [one(of: Self.openings)]
    for _ in 0..<(1 + number(below: 5)) { sentences.append(one(of: Self.facts)) }
    sentences.append(one(of: Self.questions))
    var text: [String] = []
    for sentence in sentences where !text.contains(sentence) { text.append(sentence) }
    return text.map { filled($0) }.joined(separator: " ")
  }

  private mutating func one(of sentences: [String]) -> String {
    let usable = sentences.enumerated().filter { remainder == nil || $0.offset % 2 == remainder }
    return usable[number(below: usable.count)].element
  }

  private mutating func filled(_ sentence: String) -> String {
    var text = ""
    var rest = sentence[...]
    while let open = rest.firstIndex(of: "{") {
      text += rest[..<open]
      let name = rest[rest.index(after: open)]
      if let words = Self.words[name] {
        text += words[number(below: words.count)]
      } else {
        text += String(2 + number(below: name == "a" ? 90 : 400))
      }
      rest = rest[rest.index(open, offsetBy: 3)...]
    }
    return text + rest
  }
}
