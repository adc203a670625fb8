import FacetConfiguration
import TestSupport
import Testing

@Suite("Environment")
struct EnvironmentTests {
  @Test(
    "A line assigns a value",
    arguments: [
      ("A=1", "1"), ("export A=1", "1"), ("  A = 1  ", "1"), ("A=", ""), ("A=a b # c", "a b"),
      ("A=a#b", "a#b"), ("A=#b", ""), (#"A="a # b" # c"#, "a # b"), ("A='a\\n\"b'", "a\\n\"b"),
      (#"A="a\n\t\"\\\$x\q""#, "a\n\t\"\\$x\\q"), ("A=\"a\nb\"", "a\nb"), ("A=1\r\nB=2\r\n", "1"),
      ("# c\n\nB=2\nA=1\nA=3", "3"), ("\u{FEFF}A=ü", "ü"), ("A=a=b", "a=b"),
    ])
  func assigns(text: String, value: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: ".env")
    #expect(try EnvironmentFile(contentsOf: "\(folder.path)/.env").values["A"] == value)
  }

  @Test(
    "A line that is not an assignment is reported at the mistake, without its value",
    arguments: [
      ("A=1\n▲sk-secret", "expected NAME=value"),
      (
        "▲1A=sk-secret",
        "a variable name has only letters, digits and '_', and does not begin with a digit"
      ),
      (
        "▲A-B=sk-secret",
        "a variable name has only letters, digits and '_', and does not begin with a digit"
      ),
      (
        "export ▲=sk-secret",
        "a variable name has only letters, digits and '_', and does not begin with a digit"
      ),
      ("A=▲\"sk-secret", "the value's closing \" is missing"),
      ("A='x' ▲sk-secret", "unexpected text after the closing quote; a comment begins with ' #'"),
    ])
  func reports(marked: String, message: String) {
    let text = MarkedText(marked)
    let error = #expect(throws: ConfigurationError.self) {
      try EnvironmentFile(text: text.text, path: ".env")
    }
    #expect(error?.description == ".env:\(text.mark): error: \(message)")
  }

  @Test("The process's variables override the file's, and an empty one counts as unset")
  func precedence() throws {
    let file = try EnvironmentFile(text: "A=file\nB=file\nC=", path: ".env")
    let environment = RunEnvironment(process: ["A": "process", "D": ""], file: file)
    #expect(environment["A"] == "process")
    #expect(environment["B"] == "file")
    #expect(environment["C"] == nil)
    #expect(environment["D"] == nil)
    #expect(environment["E"] == nil)
  }

  @Test("The working directory's .env is read when there is one, another must be there")
  func files() throws {
    let folder = try TemporaryFolder()
    let name = "FACET_TEST_VARIABLE_OF_A_FILE"
    #expect(try RunEnvironment(file: nil, workingDirectory: folder.path)[name] == nil)
    try folder.write("\(name)=here", to: ".env")
    #expect(try RunEnvironment(file: nil, workingDirectory: folder.path)[name] == "here")
    #expect(throws: ConfigurationError.self) {
      try RunEnvironment(file: "\(folder.path)/other.env")
    }
  }
}
