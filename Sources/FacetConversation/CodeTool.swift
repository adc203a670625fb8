/// What a model submits code with: a tool's name and argument, and the language of fenced blocks.
package struct CodeTool: Sendable, Hashable {
  /// The tool's name.
  package var name: String
  package var description: String
  /// The name of the tool's only argument.
  package var argument: String
  package var argumentDescription: String
  /// The words after a fence that name the language; the first is the one that models are told.
  package var languages: [String]
  /// One piece of what is submitted, for messages to the model: `code`.
  package var noun: String

  package init(
    name: String, description: String, argument: String, argumentDescription: String,
    languages: [String], noun: String
  ) {
    precondition(!languages.isEmpty, "a language has a name")
    self.name = name
    self.description = description
    self.argument = argument
    self.argumentDescription = argumentDescription
    self.languages = languages
    self.noun = noun
  }
}
