internal import ArgumentParser
internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FoundationEssentials

/// The source of prices.
struct PriceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Override Facet's prices with this list, in LiteLLM's format.", valueName: "file"),
    completion: .jsonFile)
  var prices: String?

  /// The bundled prices, overridden by those of the list.
  ///
  /// - Throws: `ValidationError` if the list cannot be read.
  func table() throws -> PriceTable {
    var table = PriceTable.bundled
    guard let prices else { return table }
    guard let bytes = FileManager.default.contents(atPath: prices) else {
      throw ValidationError("'--prices' cannot be read: '\(prices)'.")
    }
    guard let list = try? ResponseJSON.value(of: [UInt8](bytes)),
      let own = PriceTable(communityList: list, source: prices)
    else {
      throw ValidationError(
        "'--prices' must name a list of model prices in LiteLLM's format: an object with "
          + "'input_cost_per_token' and 'output_cost_per_token' for each model. '\(prices)' is not "
          + "such a list."
      )
    }
    table.override(with: own)
    return table
  }
}
