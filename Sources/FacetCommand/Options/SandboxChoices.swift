internal import ArgumentParser
internal import FacetCSV
internal import FacetPlatform

/// The Python that runs code about CSV files, and its sandbox.
struct SandboxChoices: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The Python that runs the code, with pandas, numpy, scipy and statsmodels.",
      valueName: "path"), completion: .file())
  var python = "/usr/bin/python3"

  @Flag(help: "Run code without the sandbox, with all of your own permissions.")
  var unsafeNoSandbox = false

  @Option(
    help: ArgumentHelp("Time limit of each execution of code.", valueName: "seconds"))
  var codeTimeout: Int?

  func validate() throws {
    try OptionRule.count(codeTimeout, "--code-timeout", to: 86_400)
    try OptionRule.name(python, "--python")
  }

  var options: SandboxOptions {
    var options = SandboxOptions()
    options.python = python
    options.unsafeNoSandbox = unsafeNoSandbox
    if let codeTimeout { options.timeLimit = .seconds(codeTimeout) }
    return options
  }

  /// The same with another default for the time limit.
  func options(timeLimit: Duration) -> SandboxOptions {
    var options = options
    if codeTimeout == nil { options.timeLimit = timeLimit }
    return options
  }
}
