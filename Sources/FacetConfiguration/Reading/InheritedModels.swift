/// What a perspective or a step inherits: the models that it is asked of.
struct InheritedModels {
  /// One for each of the configuration's models; one if there is no list, or if a model was named
  /// on the way.
  var each: [ModelConfiguration]
  /// The options that a newly named model inherits.
  var shared: ModelConfiguration

  /// The models under a `model_config`.
  func overridden(by written: WrittenModel?) -> InheritedModels {
    guard let written else { return self }
    let shared = written.model(over: shared)
    return InheritedModels(
      each: written.modelName == nil ? each.map { written.model(over: $0) } : [shared],
      shared: shared)
  }
}
