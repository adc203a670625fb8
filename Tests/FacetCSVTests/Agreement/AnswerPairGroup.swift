import Foundation
import Testing

/// Pairs of answers to one question, from `Fixtures/answer-pairs.txt`.
struct AnswerPairGroup: Sendable, CustomTestStringConvertible {
  var question: String
  var schema: String?
  var codes: [String] = []
  var pairs: [AnswerPair] = []

  var testDescription: String { question }

  static let all: [AnswerPairGroup] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/answer-pairs.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    var groups: [AnswerPairGroup] = []
    for line in text.split(separator: "\n") {
      let words = String(line.drop { $0 != " " }.dropFirst())
      if line.hasPrefix("? ") {
        groups.append(AnswerPairGroup(question: words))
        continue
      }
      guard var group = groups.popLast() else { continue }
      switch line.prefix(while: { $0 != " " }) {
      case "schema": group.schema = words
      case "codes": group.codes = words.components(separatedBy: ", ")
      default:
        let answers = words.components(separatedBy: " | ")
        group.pairs.append(
          AnswerPair(
            question: group.question, one: answers[0], other: answers.last ?? "",
            isSame: line.hasPrefix("=")))
      }
      groups.append(group)
    }
    return groups
  }()
}
