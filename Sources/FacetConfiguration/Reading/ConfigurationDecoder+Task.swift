internal import FacetJSON
internal import FacetModels

extension ConfigurationDecoder {
  /// Reads a whole configuration; `nil` if a mistake was reported.
  mutating func task(_ root: ConfigurationNode) -> TaskConfiguration? {
    reportSecrets(in: root, named: nil)
    guard case .object = root.content,
      let task = object(root, named: "", keys: .task, path: "")
    else {
      report(.notAConfiguration(found: root.kindDescription), at: root.origin)
      return nil
    }
    _ = value("$schema", in: task, .string)
    return configuration(of: task)
  }

  private mutating func configuration(of task: ObjectReader) -> TaskConfiguration? {
    let type = required(
      "task_type", in: task, .nonEmptyString, why: "any name will do; the dataset is named after it"
    )
    let description = value("task_description", in: task, .string).value ?? ""
    let shared = topModel(in: task)
    let listed = models(in: task, inheriting: shared)
    let model = listed.first?.model ?? shared
    let csvAnalysis = csvAnalysis(in: task)
    var (perspectives, hasReference) = perspectives(
      in: task,
      models: InheritedModels(
        each: listed.isEmpty ? [model] : listed.map(\.model), shared: shared))
    if let csvAnalysis { apply(csvAnalysis, to: &perspectives, in: task) }
    let tasks = tasks(
      in: task, perspectives: &perspectives, models: InheritedModels(each: [model], shared: shared))
    var data = data(in: task)
    data?.distinctFields = tasks?.deduplicate ?? []
    if let data { report(conversationMistakesIn: perspectives, data: data, task: task) }
    let addReferences = value("add_references", in: task, .bool).value ?? false
    reportAgents(in: task, perspectives, addsReferences: addReferences || hasReference)
    let layout = choice("prompt_layout", in: task, of: PromptLayout.self) ?? .sandwich
    var limits = limits(in: task)
    let models = perspectives.flatMap { $0.steps.flatMap(\.models) }
    resolveNames(
      of: &limits, in: task, models: Set(([model] + models + listed.map(\.model)).map(\.modelName)))
    let retry = retry(in: task)
    let outcomes = outcomes(in: task)
    let budget = budget(in: task)
    let scores = scores(
      in: task, of: perspectives, model: model, hasModels: listed.count > 1)
    let metadata = value("metadata", in: task, .object, allowsNull: true).value
    guard let type, let data, !diagnostics.contains(where: { $0.severity == .error }) else {
      return nil
    }
    var configuration = TaskConfiguration(
      taskType: type, taskDescription: description, model: model, perspectives: perspectives,
      data: data, addReferences: addReferences || hasReference, promptLayout: layout,
      limits: limits, retry: retry, outcomes: outcomes, budget: budget, csvAnalysis: csvAnalysis,
      extra: extra, metadata: metadata,
      modelConfigAsWritten: task["model_config"]?.value.plain.object
        ?? (listed.isEmpty ? TaskConfiguration.defaultModelConfig : [:]),
      dataConfigAsWritten: dataConfigAsWritten(in: task),
      warnings: diagnostics, path: path, root: folders.root,
      workingDirectory: folders.workingDirectory, folders: folders)
    if !listed.isEmpty {
      configuration.models = listed
      configuration.modelsAsWritten = task["models"]?.value.plain
    }
    configuration.scores = scores
    configuration.tasks = tasks
    return configuration
  }

  /// The `data_config` as written, with the default sample size if it names none.
  private func dataConfigAsWritten(in task: ObjectReader) -> JSONObject {
    var written = task["data_config"]?.value.plain.object ?? [:]
    if written["sample_size"] == nil {
      written["sample_size"] = .number(JSONNumber(DataConfiguration.defaultSampleSize))
    }
    return written
  }

  /// The top-level model: its `model_config` or the default, and the keys beside it.
  private mutating func topModel(in task: ObjectReader) -> ModelConfiguration {
    var written: WrittenModel
    if task["model_config"] == nil {
      // The models of a list inherit only what is written.
      written = task["models"] == nil ? WrittenModel.standard : WrittenModel()
    } else if let object = object("model_config", in: task, keys: .model) {
      written = model(object, isComplete: task["models"] == nil)
    } else {
      written = WrittenModel()
    }
    if let teacher = teacherModel(in: task) {
      if written.modelName != teacher, task["model_config"] != nil,
        let origin = (task["teacher_model"] ?? task["csv_analysis"])?.value.origin
      {
        report(.conflictingTeacher(teacher), at: origin)
      }
      written.modelName = teacher
    }
    let provider = provider(in: task)
    if case .value(let outer) = provider {
      if case .value(let inner) = written.apiProvider, inner != outer,
        let origin = task["api_provider"]?.value.origin
      {
        report(.conflictingProviders(), at: origin)
      }
      written.apiProvider = provider
    }
    let baseURLs = baseURLs(in: task)
    if case .value(let outer) = baseURLs {
      if case .value(let inner) = written.baseURLs, inner != outer,
        let origin = task["base_url"]?.value.origin
      {
        report(.conflictingBaseURLs(), at: origin)
      }
      written.baseURLs = baseURLs
    }
    return written.model(over: ModelConfiguration(modelName: ""))
  }

  /// Reports perspectives that do not fit samples that are conversations, or samples that are not.
  private mutating func report(
    conversationMistakesIn perspectives: [Perspective], data: DataConfiguration, task: ObjectReader
  ) {
    if task["csv_analysis"] != nil, data.messagesField != nil {
      report(.csvConversation("messages_field"), at: task.origin)
    }
    for perspective in perspectives {
      let origin = ConfigurationNode.Origin(location: perspective.location)
      let hasOpening = perspective.steps.contains {
        if case .none = $0.opening { false } else { true }
      }
      if perspective.continues, data.messagesField == nil {
        report(.continueWithoutMessages(), at: origin)
      }
      if hasOpening, data.messagesField != nil { report(.openingBesideMessagesField(), at: origin) }
      if task["csv_analysis"] != nil, hasOpening || perspective.continues {
        report(.csvConversation(hasOpening ? "examples' and 'messages" : "continue"), at: origin)
      }
    }
  }

  /// Reports strings shaped like a key anywhere, and all strings under the name of a key in an
  /// `extra_body`.
  private mutating func reportSecrets(
    in node: ConfigurationNode, named name: String?, isInBody: Bool = false
  ) {
    switch node.content {
    case .string(let text):
      let isNamed = isInBody && name.map(SecretShape.isNameOfKey) == true
      guard isNamed || SecretShape.matches(text), name != "api_key_env" else { return }
      report(.secretInFile(name ?? "this value"), at: node.origin)
    case .array(let elements):
      for element in elements { reportSecrets(in: element, named: name, isInBody: isInBody) }
    case .object(let members):
      for member in members {
        reportSecrets(
          in: member.value, named: member.key, isInBody: isInBody || member.key == "extra_body")
      }
    default: return
    }
  }
}

extension WrittenModel {
  /// The default model of a configuration without a `model_config`.
  static var standard: WrittenModel {
    WrittenModel(
      modelName: "gpt-4o-mini", maxTokens: .value(4000),
      temperature: .value(JSONNumber(validated: "1.0")))
  }
}

extension TaskConfiguration {
  /// The default model as written in the dataset.
  static var defaultModelConfig: JSONObject {
    [
      "model_name": "gpt-4o-mini", "max_tokens": 4000,
      "temperature": .number(JSONNumber(validated: "1.0")),
    ]
  }
}
