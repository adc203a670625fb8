internal import ArgumentParser

/// Where a command writes its dataset or its episodes.
struct DatasetOutput: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "Write the dataset to this .json or .jsonl file; episodes need .jsonl.",
      valueName: "file"), completion: .dataset)
  var output: String?

  func validate() throws {
    if let output, !output.hasSuffix(".json"), !output.hasSuffix(".jsonl") {
      throw ValidationError("'--output' must end in '.json' or '.jsonl', not '\(output)'.")
    }
    try OptionRule.name(output, "--output")
  }

  /// - Parameter events: The file of events, which must be another one.
  func refuse(_ events: String?) throws {
    if let events, events == output {
      throw ValidationError("'--events' and '--output' must name different files.")
    }
  }
}
