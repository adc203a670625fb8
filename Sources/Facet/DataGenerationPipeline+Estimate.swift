package import FacetConfiguration
internal import FacetLedger
internal import FacetPlatform
internal import FoundationEssentials

extension DataGenerationPipeline {
  /// The expected usage of the run, excluding answers in the ledger; nothing is sent.
  ///
  /// - Throws: ``RunError`` if the ledger or the input cannot be read.
  public func estimate() async throws(RunError) -> RunEstimate {
    do {
      let stage = EstimateStage(plan: plan)
      if let outlook { return try await estimate(of: outlook, stage) }
      let exactRatios = try ExactCounter(plan: plan).ratios()
      guard let path = plan.ledgerPath, FileSystem.exists(path) else {
        return try stage.estimate(ledger: nil, cells: 0, exactRatios: exactRatios)
      }
      return try await Ledger.withLedger(at: path) { ledger in
        try stage.estimate(
          ledger: ledger, cells: EstimateStage.manyCells, exactRatios: exactRatios)
      }
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError(message: "\(error)")
    }
  }
}

extension DataGenerationPipeline {
  /// The bounds of its conversations; `nil` if each answer takes one request.
  var outlook: ConversationOutlook? {
    answering?.outlook(
      renderer: PromptRenderer(
        layout: plan.configuration.promptLayout, data: plan.configuration.data))
  }

  private func estimate(
    of outlook: ConversationOutlook, _ stage: EstimateStage
  ) async throws -> RunEstimate {
    let cells = EstimateStage.manyCells
    guard let path = plan.ledgerPath, FileSystem.exists(path) else {
      return try await stage.estimate(of: outlook, ledger: nil, cells: cells)
    }
    return try await Ledger.withLedger(at: path) { ledger in
      try await stage.estimate(of: outlook, ledger: ledger, cells: cells)
    }
  }
}

extension DataGenerationPipeline {
  /// Answers some samples, spread over the file, to calibrate an estimate. The ledger keeps the
  /// answers; the dataset is discarded.
  package static func probe(
    samples: Int, configuration: TaskConfiguration, options: RunOptions
  ) async throws -> RunOutcome {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "facet-probe-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = options
    options.spread = samples
    options.output = folder.appending(path: "probe.json").path
    let pipeline = try DataGenerationPipeline(configuration: configuration, options: options)
    return try await pipeline.generateDataset()
  }
}
