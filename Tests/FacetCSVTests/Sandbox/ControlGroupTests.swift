import FacetPlatform
import Testing

@testable import FacetCSV

@Suite("The sandbox's control group")
struct ControlGroupTests {
  @Test("With or without a group, the command runs with unchanged arguments")
  func runs() async throws {
    let script = String(decoding: PackageResources.group_sh, as: UTF8.self)
    let result = try await ProgramResult(
      of: ChildProcess.Command(
        [
          "/bin/sh", "-c", script, "group.sh", "3000000000", "4096", "/bin/echo", "a  b", "*", "$x",
        ],
        environment: ["PATH=/usr/bin:/bin"]))
    #expect(result.status.isSuccess)
    #expect(String(decoding: result.output, as: UTF8.self) == "a  b * $x\n")
    #expect(result.errorOutput.isEmpty)
  }
}
