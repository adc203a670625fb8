internal import FacetConfiguration

extension DataGenerationPipeline {
  /// The samples that the run selects, in the order of the file.
  ///
  /// - Throws: ``PlanError`` if the file cannot be read.
  package func selectedSamples() throws(PlanError) -> [Sample] {
    do throws(SampleError) {
      var reader = try SampleReader(
        path: plan.input.path, data: plan.configuration.data, selection: plan.input.selection)
      var samples: [Sample] = []
      while let sample = try reader.next() { samples.append(sample) }
      return samples
    } catch {
      throw PlanError([error.description])
    }
  }

  /// The rows before the last sample that repeat others.
  package var repeatedRows: Int { plan.input.omissions.repeatedRows }

  /// What each sample may make, in the order of the dataset.
  package var columns: [PlannedColumn] { plan.columns }
}
