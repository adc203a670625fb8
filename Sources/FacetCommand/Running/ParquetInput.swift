internal import FacetConfiguration
internal import FacetTraining

/// Input data in Parquet: read through a copy in JSON Lines.
enum ParquetInput {
  /// The configuration with its input in a form that runs read.
  static func readable(_ configuration: TaskConfiguration) throws -> TaskConfiguration {
    guard configuration.data.inputPath.hasSuffix(".parquet"),
      let path = configuration.locate(configuration.data.inputPath)
    else { return configuration }
    var configuration = configuration
    do throws(TrainingError) {
      configuration.data.inputPath = try ParquetLines.path(
        of: path, in: configuration.root + "/data/agents/.parquet")
    } catch {
      throw Diagnostic(
        path: configuration.data.inputPathPlace.path,
        location: configuration.data.inputPathPlace.location, message: error.message)
    }
    return configuration
  }
}
