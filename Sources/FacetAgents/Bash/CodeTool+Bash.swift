package import FacetConversation

extension CodeTool {
  /// One shell command a reply.
  package static let bash = CodeTool(
    name: "bash",
    description: "Runs a command in a new shell and returns what it prints.",
    argument: "command",
    argumentDescription: "The command, complete; it may have several lines.",
    languages: ["bash", "sh", "shell"], noun: "command")
}
