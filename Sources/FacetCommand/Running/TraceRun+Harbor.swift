internal import Facet
internal import FacetAgents
internal import FacetConfiguration
internal import FacetJSON
internal import FacetPlatform
internal import FacetTasks

extension TraceRun {
  /// Lets the program `harbor` run the trials that none of its jobs here has, and writes all of
  /// them.
  ///
  /// - Throws: ``ExitStatus`` if Harbor cannot be used, or if trials have no reward.
  func runHarbor(_ output: TraceOutput) async throws {
    let console = session.console
    let (agents, tasks) = try selectedTrials(output)
    let path: String
    let summary: TraceSummary
    let wasInterrupted: Bool
    do throws(HarborError) {
      let program = try HarborProgram(environment: options.environment)
      let signals = HarborProgram.signals(interrupting: program, console)
      var trials = try HarborTrials(
        program: program, path: options.output ?? "", output: output)
      path = try await trials.run(agents, at: tasks) { attempts, count in
        let model = attempts.rules.harbor.model.map { " with \($0)" } ?? ""
        console.print(
          "harbor: \(Quantity.count(count, "trial")) of '\(attempts.rules.harbor.agent)'\(model), "
            + "\(min(output.concurrency, count)) at once")
      }
      summary = trials.summary
      wasInterrupted = program.isInterrupted
      withExtendedLifetime(signals) {}
    } catch {
      console.print("error: \(error)")
      throw ExitStatus(code: ExitStatus.failure)
    }
    console.printReport(TraceReport.text(summary))
    if session.printsJSON {
      ResultDocument.write(["dataset": .string(path), "traces": summary.json])
    } else {
      Terminal.write(path + "\n", as: .exact, to: .standardOutput)
    }
    if wasInterrupted { throw ExitStatus(code: ExitStatus.interrupted) }
    guard summary.isGraded else { throw ExitStatus(code: ExitStatus.partial) }
  }

  /// The trials that the configuration and the options ask for.
  private func selectedTrials(
    _ output: TraceOutput
  ) throws -> (agents: [HarborTrials.Attempts], tasks: [TaskRow]) {
    var options = options
    options.requiresKeys = false
    options.usesLedger = false
    let chosen = options
    return try LoadedTask.reporting(to: session.console) {
      let pipeline = try DataGenerationPipeline(
        configuration: configuration, options: chosen,
        answering: TraceAnswering(
          workplaces: nil, configuration: configuration, output: output))
      var agents: [HarborTrials.Attempts] = []
      for column in pipeline.columns {
        guard column.completion == 0, let rules = column.perspective.declaration?.agent else {
          continue
        }
        agents.append(
          HarborTrials.Attempts(
            condition: column.perspective.condition, rules: rules,
            count: column.perspective.completions))
      }
      return (agents, try pipeline.selectedSamples().compactMap { TaskRow(fields: $0.fields) })
    }
  }
}

extension HarborProgram {
  /// Answers Ctrl-C while it exists: the first interrupts Harbor, the second leaves at once.
  static func signals(
    interrupting program: HarborProgram, _ console: Console
  ) -> InterruptSignals {
    InterruptSignals { count in
      if count > 1 { InterruptSignals.leave(status: ExitStatus.interrupted) }
      console.print("stopping: Harbor tidies up; press Ctrl-C again to stop immediately")
      program.interrupt()
    }
  }
}
