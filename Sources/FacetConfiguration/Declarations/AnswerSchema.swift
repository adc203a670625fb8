package import FacetModels

/// The JSON that a step's answer must be.
package struct AnswerSchema: Sendable, Hashable {
  package var format: ResponseFormat
  /// How often an answer that does not match is sent back with what is wrong; 0 to 3.
  package var repairs: Int
  /// The schema's file as written in the configuration; `nil` for one in the configuration itself.
  package var file: String?

  /// The repairs where the configuration sets none.
  package static let defaultRepairs = 1

  package init(
    format: ResponseFormat, repairs: Int = AnswerSchema.defaultRepairs, file: String? = nil
  ) {
    self.format = format
    self.repairs = repairs
    self.file = file
  }
}
