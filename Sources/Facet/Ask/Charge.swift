internal import FacetLedger
internal import FacetModels

/// The usage of an answer and its cost.
struct Charge: Sendable, Hashable {
  var usage: TokenUsage
  /// Whether the provider reported the usage; else it is an estimate.
  var isReported: Bool
  /// The cost that the provider reported, if it is plausible.
  var reportedCost: USDollars?
  /// The provider's figure, else the usage at the lane's price; `nil` if neither is known.
  var cost: USDollars?

  init(usage: TokenUsage, isReported: Bool, reportedCost: String? = nil, price: ModelPrice?) {
    self.usage = usage
    self.isReported = isReported
    self.reportedCost = reportedCost.flatMap { USDollars.costOfAnswer(reported: $0) }
    cost = self.reportedCost ?? price?.cost(of: usage)
  }

  /// - Parameter estimatedPromptTokens: The assumed size of the prompt if the provider reports
  ///   none.
  init(for completion: Completion, estimatedPromptTokens: Int, price: ModelPrice?) {
    self.init(
      usage: completion.usage
        ?? TokenUsage(
          promptTokens: estimatedPromptTokens,
          completionTokens: TokenEstimator.o200k.tokens(completion.text)
            + TokenEstimator.o200k.tokens(completion.reasoning ?? "")),
      isReported: completion.usage != nil, reportedCost: completion.reportedCostUSD, price: price)
  }

  /// The charge for an unreadable answer, estimated from the prompt and the bytes received. An HTML
  /// page in place of an answer does not come from a model and costs nothing.
  ///
  /// - Parameter outputLimit: The most tokens that the model returns.
  init?(
    forUnreadable body: [UInt8], estimatedPromptTokens: Int, outputLimit: Int, price: ModelPrice?
  ) {
    let first = body.first { $0 > UInt8(ascii: " ") }
    guard let first, first != UInt8(ascii: "<") else { return nil }
    // A token rarely exceeds 16 bytes, so later bytes change nothing.
    let text = String(decoding: body.prefix(16 * outputLimit), as: UTF8.self)
    self.init(
      usage: TokenUsage(
        promptTokens: estimatedPromptTokens,
        completionTokens: min(outputLimit, TokenEstimator.o200k.tokens(text))),
      isReported: false, price: price)
  }
}
