internal import ArgumentParser
internal import FacetConfiguration
internal import FacetJSON
internal import FacetModels
internal import FoundationEssentials

/// Where prices are taken from.
struct PriceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take prices from this list, in the format of LiteLLM's model prices.", valueName: "file"),
    completion: .jsonFile)
  var prices: String?

  /// The prices that Facet comes with, under those of the list.
  ///
  /// - Throws: ``ConfigurationError`` where the list cannot be read.
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
        "'--prices' must name a list of model prices as LiteLLM publishes it, an object with "
          + "'input_cost_per_token' and 'output_cost_per_token' for each model; '\(prices)' is none."
      )
    }
    table.override(with: own)
    return table
  }
}
