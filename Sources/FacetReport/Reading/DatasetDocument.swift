internal import FacetJSON

/// Reads a dataset in the form of one JSON document, sample by sample.
struct DatasetDocument: SampleSource {
  private let path: String
  private let source: TasksSource
  private let rows: JSONRowReader

  init(path: String) throws(ReportError) {
    self.path = path
    do throws(InputError) {
      source = try TasksSource(path: path)
    } catch {
      throw ReportError(message: "\(error)")
    }
    rows = JSONRowReader(source: source)
  }

  mutating func next() throws(ReportError) -> ReportSample? {
    do throws(InputError) {
      guard let row = try rows.next() else { return nil }
      return Self.sample(row.value, position: row.index)
    } catch {
      throw ReportError(message: "'\(path)' cannot be read as a dataset: \(error)")
    }
  }

  func frame() throws(ReportError) -> ReportFrame {
    guard source.hasTasks else {
      throw ReportError(
        message: "'\(path)' is not a dataset: it must be a JSON object with 'tasks', or JSON "
          + "Lines in a file that ends in '.jsonl'")
    }
    do throws(JSONSyntaxError) {
      let document = try ResponseJSON.value(of: source.frame)
      let perspectives = document["agent_perspectives"]?.array ?? []
      return ReportFrame(
        title: document["task_type"]?.string ?? path,
        description: document["task_description"]?.string,
        columns: perspectives.map { perspective in
          var column = perspective.object ?? JSONObject()
          if column["condition"]?.string == nil { column["condition"] = "?" }
          column["isReference"] = .bool((column["strategy"] ?? .null).isNull)
          return column
        }, metadata: document["metadata"]?.object ?? JSONObject())
    } catch {
      throw ReportError(message: "'\(path)' cannot be read as a dataset: \(error)")
    }
  }

  private static func sample(_ value: JSONValue, position: Int) -> ReportSample {
    let responses = value["responses"]?.array ?? []
    let index = value["index"]?.int ?? position
    return ReportSample(
      index: index, id: value["id"].flatMap(text) ?? String(index),
      context: value["context"].flatMap(text), reference: value["reference"].flatMap(text),
      cells: responses.indices.map { column in
        ReportCell(
          response: text(responses[column]),
          preparation: value["preparations"]?[column].flatMap(text),
          metadata: value["response_metadata"]?[column])
      })
  }

  /// A value as text: a string as it is, anything else as JSON.
  static func text(_ value: JSONValue) -> String? {
    switch value {
    case .null: nil
    case .string(let text): text
    default: value.text
    }
  }
}

extension ReportCell {
  /// - Parameter metadata: The cell's metadata; `nil` in older datasets.
  init(response: String?, preparation: String?, metadata: JSONValue?) {
    let steps = metadata?["steps"]?.object?.members.map(\.value) ?? []
    func sum(_ value: (JSONValue) -> Int?) -> Int? {
      let values = steps.compactMap(value)
      return values.isEmpty ? nil : values.reduce(0, Self.saturatingSum)
    }
    let asked = steps.count { $0["shared"]?.bool != true }
    self.init(
      status: metadata?["status"]?.string ?? Self.status(of: response), response: response,
      preparation: preparation ?? Self.texts(ofSteps: metadata?["steps"]),
      model: metadata?["model"]?.string,
      finishReason: steps.last?["finish_reason"]?.string,
      latency: sum { $0["latency_ms"]?.int },
      promptTokens: sum { $0["usage"]?["prompt_tokens"]?.int },
      completionTokens: sum { $0["usage"]?["completion_tokens"]?.int },
      cost: metadata?["cost_usd"]?.number,
      retries: metadata?["attempts"]?.int.map { max(0, max(0, $0) - asked) },
      error: metadata?["error"].flatMap { $0.isNull ? Optional.none : $0 },
      scores: metadata?["scores"]?.object)
  }

  /// The texts of the steps before the response, in a document or in a row; `nil` if there are none.
  private static func texts(ofSteps steps: JSONValue?) -> String? {
    let named: [(name: String?, step: JSONValue)] =
      steps?.object?.members.map { ($0.key, $0.value) }
      ?? steps?.array?.map { ($0["name"]?.string, $0) } ?? []
    let texts = named.compactMap { name, step in
      step["text"]?.string.map { "\(name ?? "step")\n\n\($0)" }
    }
    return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
  }

  /// A sum that saturates, since a dataset may contain any number.
  private static func saturatingSum(_ one: Int, _ other: Int) -> Int {
    let (sum, overflows) = one.addingReportingOverflow(other)
    return overflows ? (other < 0 ? .min : .max) : sum
  }

  private static func status(of response: String?) -> String {
    guard let response else { return "failed" }
    return response.allSatisfy(\.isWhitespace) ? "empty" : "ok"
  }
}
