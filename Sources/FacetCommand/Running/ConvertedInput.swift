internal import FacetConfiguration
internal import FacetTraining

/// Input data in Parquet, in a dump of Stack Exchange or in a folder of texts: read through a copy in
/// JSON Lines.
enum ConvertedInput {
  /// The configuration with its input in a form that runs read.
  static func readable(_ configuration: TaskConfiguration) throws -> TaskConfiguration {
    // The samples of agents are task directories.
    guard !configuration.perspectives.contains(where: { $0.agent != nil }),
      configuration.csvAnalysis == nil,
      let path = configuration.locate(configuration.data.inputPath),
      InputLines.needsConversion(path)
    else { return configuration }
    var configuration = configuration
    do throws(TrainingError) {
      configuration.data.inputPath = try InputLines.path(
        of: path, in: configuration.root + "/data/agents/.input")
    } catch {
      throw Diagnostic(
        path: configuration.data.inputPathPlace.path,
        location: configuration.data.inputPathPlace.location, message: error.message)
    }
    return configuration
  }
}
