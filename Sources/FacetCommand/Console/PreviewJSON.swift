internal import Facet
internal import FacetJSON

/// The requests for a sample as JSON.
enum PreviewJSON {
  static func value(of preview: PromptPreview) -> JSONValue {
    [
      "condition": .string(preview.condition), "sample_id": .string(preview.sampleID),
      "sample_index": .number(JSONNumber(preview.sampleIndex)),
      "steps": .array(preview.steps.map(value)),
    ]
  }

  private static func value(of step: PromptPreview.Step) -> JSONValue {
    [
      "name": .string(step.name), "model": .string(step.model),
      "provider": .string(step.provider), "url": .string(step.url),
      "estimated_tokens": .number(JSONNumber(step.estimatedTokens)),
      "messages": .array(
        step.messages.map { ["role": .string($0.role), "content": .string($0.text)] }),
      "body": (try? ResponseJSON.value(of: Array(step.wireBody.utf8))) ?? .string(step.wireBody),
    ]
  }
}
