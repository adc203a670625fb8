import FacetPlatform
import Testing

@testable import FacetBox

@Suite("A control group")
struct ControlGroupTests {
  @Test("With or without a group, the command runs with unchanged arguments")
  func runs() async throws {
    let command = ControlGroup.joining(
      memory: 3_000_000_000, processes: 4096, ["/bin/echo", "a  b", "*", "$x"])
    let result = try await ProgramResult(
      of: ChildProcess.Command(command, environment: ["PATH=/usr/bin:/bin"]))
    #expect(result.status.isSuccess)
    #expect(String(decoding: result.output, as: UTF8.self) == "a  b * $x\n")
    #expect(result.errorOutput.isEmpty)
  }
}
