internal import ArgumentParser

/// `facet tasks`: task directories for terminal agents.
struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "Make, certify and pack task directories for terminal agents.",
    discussion: """
      A task directory, in Harbor's format, has an instruction, an environment, a solution and \
      tests. A certificate says what was run to show that the tests tell right from wrong.

      Example: facet tasks verify tasks/*
      """,
    subcommands: [Make.self, Verify.self, Pack.self, Unpack.self, Trials.self],
    defaultSubcommand: Make.self)
}
