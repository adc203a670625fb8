import FacetCSV
import Testing

@Suite struct CodeExecutionTests {
  @Test func `code that raised did not succeed`() {
    #expect(CodeExecution().succeeded)
    #expect(
      !CodeExecution(failure: .raised(type: "KeyError", message: "'age'")).succeeded)
  }
}
