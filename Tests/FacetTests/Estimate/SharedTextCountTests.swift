import FacetModels
import FoundationEssentials
import Testing

@testable import Facet

@Suite struct SharedTextCountTests {
  private static let long = String(repeating: "a text of some words, 12 in all, don't ", count: 20)

  private func vocabulary(_ kind: TokenEstimator.Vocabulary) throws -> BytePairVocabulary {
    let pairs = ["```", "``", " t", " te", "xt", "wo", "rd", " a", ".\n", "12", "!!", "Ö", " \n"]
    let tokens = (0..<256).map { Data([UInt8($0)]) } + pairs.map { Data($0.utf8) }
    let lines = tokens.enumerated().map { "\($1.base64EncodedString()) \($0)\n" }
    return try #require(BytePairVocabulary(file: Array(lines.joined().utf8), vocabulary: kind))
  }

  @Test(
    "A text that is counted once has as many tokens as in each prompt",
    arguments: [
      long, "!!" + long + "``", "\n \n" + long + " \n\n", "ÖÄ" + long + "12", "   " + long,
      String(long.dropFirst(1)), "short text", String(repeating: "12,", count: 300),
      String(repeating: "x", count: 600), "",
    ], [TokenEstimator.Vocabulary.o200k, .cl100k])
  func counts(text: String, kind: TokenEstimator.Vocabulary) throws {
    let exact = try vocabulary(kind)
    var known: [Substring: Int] = [:]
    let shared = SharedTextCount(text, exact, known: &known)
    for prompt in [
      text, "Say it.\n\n```\(text)```Say it.\n\n", "x\(text)x", "12\(text)12", "\(text)\(text)",
      "Nothing of it.", "a\n\n\(text)",
    ] {
      #expect(shared.tokens(of: prompt, exact, known: &known) == exact.count(prompt))
    }
  }
}
