internal import ArgumentParser
internal import FacetCSV
internal import FacetPlatform

/// What runs code about a CSV file, and what keeps it in.
struct SandboxChoices: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The Python that runs the code; it needs pandas, numpy, scipy and statsmodels.",
      valueName: "path"))
  var python = "/usr/bin/python3"

  @Flag(help: "Run code without the sandbox, with all that you may do yourself.")
  var unsafeNoSandbox = false

  @Option(
    help: ArgumentHelp("Seconds after which a piece of code is ended.", valueName: "seconds"))
  var codeTimeout = 30

  func validate() throws {
    if codeTimeout < 1 { throw ValidationError("'--code-timeout' must be at least 1.") }
  }

  var options: SandboxOptions {
    var options = SandboxOptions()
    options.python = python
    options.unsafeNoSandbox = unsafeNoSandbox
    options.timeLimit = .seconds(codeTimeout)
    return options
  }
}
