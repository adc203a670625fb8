internal import FacetConfiguration
internal import FacetHTTP
internal import FacetJSON
internal import FacetModels

extension DataGenerationPipeline {
  /// The requests for each perspective of one sample, excluding the reference.
  ///
  /// - Parameter position: The sample's position among those selected, 0-based.
  /// - Throws: ``PlanError`` if there is no such sample, or if a prompt cannot be rendered for it.
  package func previews(ofSampleAt position: Int) throws(PlanError) -> [PromptPreview] {
    let data = plan.configuration.data
    let sample = try self.sample(at: position)
    let renderer = PromptRenderer(layout: plan.configuration.promptLayout, data: data)
    var previews: [PromptPreview] = []
    for perspective in plan.perspectives where perspective.strategy != nil {
      var steps: [PromptPreview.Step] = []
      var answers: [StepText] = []
      for step in perspective.steps {
        do throws(ModelError) {
          steps.append(
            preview(of: step, try renderer.messages(of: step, sample: sample, answers: answers)))
          var mark = StepText(PromptPreview.mark(of: step, isReading: perspective.hasReading))
          mark.placeholder = step.name
          answers.append(mark)
        } catch {
          throw PlanError(["error: \(error.message)"])
        }
      }
      previews.append(
        PromptPreview(
          condition: perspective.condition, sampleID: sample.id, sampleIndex: sample.index,
          steps: steps))
    }
    return previews
  }

  private func sample(at position: Int) throws(PlanError) -> Sample {
    do throws(SampleError) {
      var reader = try plan.input.reader(plan.configuration.data)
      var passed = 0
      while let sample = try reader.next() {
        if passed == position { return sample }
        passed += 1
      }
      throw SampleError(
        path: plan.input.path, line: nil,
        message: "there is no sample \(position); the selection has \(passed), numbered from 0")
    } catch {
      throw PlanError([error.description])
    }
  }

  private func preview(
    of step: PlannedStep, _ rendered: PromptRenderer.Rendered
  ) -> PromptPreview.Step {
    let lane = plan.lanes[step.lane]
    let message = lane.endpoint.wireFormat.httpRequest(
      for: step.request(rendered.messages), at: lane.endpoint, adjustments: RequestAdjustments(),
      deadlines: lane.deadlines)
    let body = (try? ResponseJSON.value(of: message.body))?.bytes(style: .indented)
    return PromptPreview.Step(
      name: step.name, model: lane.model,
      provider: lane.endpoint.provider.displayName, url: message.url,
      messages: rendered.messages.map { ($0.role.rawValue, $0.joinedText) },
      wireBody: String(decoding: body ?? message.body, as: UTF8.self),
      estimatedTokens: rendered.estimatedTokens)
  }
}
