internal import FacetJSON

extension ConfigurationDecoder {
  /// Reads `models`; empty if the configuration has one model, or if an option names a model that is
  /// not listed.
  ///
  /// - Parameter shared: The options that the models inherit.
  mutating func models(
    in task: ObjectReader, inheriting shared: ModelConfiguration
  ) -> [ListedModel] {
    guard let member = task["models"] else { return [] }
    guard case .array(let nodes) = member.value.content, !nodes.isEmpty else {
      report(
        .wrongValue(
          "models", expected: "an array of at least one model",
          found: member.value.kindDescription),
        at: member.value.origin)
      return []
    }
    var models: [ListedModel] = []
    for (index, node) in nodes.enumerated() {
      guard let model = listedModel(node, index, inheriting: shared) else { continue }
      if models.contains(where: { $0.label == model.label }) {
        report(.repeatedModel(model.label), at: node.origin)
      }
      models.append(model)
    }
    // An option that names a model keeps its elements alone.
    if let chosen = chosenModel(in: task) {
      models.removeAll { $0.label != chosen && $0.model.modelName != chosen }
      if models.isEmpty { return [] }
    }
    reportKeysOfOneModel(in: task)
    return models
  }

  private mutating func listedModel(
    _ node: ConfigurationNode, _ index: Int, inheriting shared: ModelConfiguration
  ) -> ListedModel? {
    if case .string(let name) = node.content, !name.isEmpty {
      var written = WrittenModel()
      written.modelName = name
      return ListedModel(label: name, model: written.model(over: shared))
    }
    guard case .object = node.content else {
      report(
        .wrongValue(
          "models.\(index)", expected: "a model's name or an object",
          found: node.kindDescription),
        at: node.origin)
      return nil
    }
    guard
      let object = object(
        node, named: "models.\(index)", keys: .listedModel, path: "models.\(index)")
    else { return nil }
    let label = value("label", in: object, .nonEmptyString).value
    let written = model(object, isComplete: true)
    guard let name = written.modelName else { return nil }
    return ListedModel(label: label ?? name, model: written.model(over: shared))
  }

  /// Reports keys of one model beside `models`, where each model has its own.
  private mutating func reportKeysOfOneModel(in task: ObjectReader) {
    if let csv = task["csv_analysis"] { report(.csvModels(), at: csv.keyOrigin) }
    var members = ["api_provider", "base_url"].compactMap { task[$0] }
    if case .object(let inner)? = task["model_config"]?.value.content {
      let own = [
        "model_name", "api_provider", "base_url", "endpoint_id", "api_key_env", "extra_headers",
        "extra_body", "price", "service_tier",
      ]
      let isChosen = chosenModel(in: task) != nil
      members += inner.filter { own.contains($0.key) && !(isChosen && $0.key == "model_name") }
    }
    for member in members { report(.besideModels(member.key), at: member.keyOrigin) }
  }

  /// The model's name if an option set it.
  private func chosenModel(in task: ObjectReader) -> String? {
    guard case .object(let members)? = task["model_config"]?.value.content,
      let member = members.first(where: { $0.key == "model_name" }),
      member.value.origin.option != nil, case .string(let name) = member.value.content
    else { return nil }
    return name
  }
}
