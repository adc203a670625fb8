internal import FacetLedger
internal import FacetModels

/// What an answer used, and what that cost.
struct Charge: Sendable, Hashable {
  var usage: TokenUsage
  /// Whether the provider reported the usage; else it is an estimate.
  var isReported: Bool
  /// The cost that the provider reported, if it is believed.
  var reportedCost: USDollars?
  /// What the provider says, else the usage at the lane's price; `nil` where neither is known.
  var cost: USDollars?

  init(usage: TokenUsage, isReported: Bool, reportedCost: String? = nil, price: ModelPrice?) {
    self.usage = usage
    self.isReported = isReported
    self.reportedCost = reportedCost.flatMap { USDollars.costOfAnswer(reported: $0) }
    cost = self.reportedCost ?? price?.cost(of: usage)
  }

  /// - Parameter estimatedPromptTokens: What the prompt is taken to have been where nobody says.
  init(for completion: Completion, estimatedPromptTokens: Int, price: ModelPrice?) {
    self.init(
      usage: completion.usage
        ?? TokenUsage(
          promptTokens: estimatedPromptTokens,
          completionTokens: TokenEstimator.o200k.tokens(completion.text)
            + TokenEstimator.o200k.tokens(completion.reasoning ?? "")),
      isReported: completion.usage != nil, reportedCost: completion.reportedCostUSD, price: price)
  }

  /// The charge of an answer that cannot be read: the prompt and what came are estimated. A page
  /// for people in place of an answer comes from no model, and costs nothing.
  ///
  /// - Parameter outputLimit: The most tokens that a model gives.
  init?(
    forUnreadable body: [UInt8], estimatedPromptTokens: Int, outputLimit: Int, price: ModelPrice?
  ) {
    let first = body.first { $0 > UInt8(ascii: " ") }
    guard let first, first != UInt8(ascii: "<") else { return nil }
    // A token has rarely more than 16 bytes: what is beyond changes nothing.
    let text = String(decoding: body.prefix(16 * outputLimit), as: UTF8.self)
    self.init(
      usage: TokenUsage(
        promptTokens: estimatedPromptTokens,
        completionTokens: min(outputLimit, TokenEstimator.o200k.tokens(text))),
      isReported: false, price: price)
  }
}
