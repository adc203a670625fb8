internal import ArgumentParser
internal import FacetCSV
internal import FacetPlatform

/// What runs code about a CSV file, and what keeps it in.
struct SandboxChoices: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The Python that runs the code; it needs pandas, numpy, scipy and statsmodels.",
      valueName: "path"), completion: .file())
  var python = "/usr/bin/python3"

  @Flag(help: "Run code without the sandbox, with all that you may do yourself.")
  var unsafeNoSandbox = false

  @Option(
    help: ArgumentHelp("Seconds after which a piece of code is ended.", valueName: "seconds"))
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
}
