import TestSupport
import Testing

@testable import FacetPlatform

@Suite("The memory that a process may use")
struct MemoryLimitTests {
  @Test("Is the lowest limit of its control groups and their parents")
  func groups() throws {
    let folder = try ScratchFolder()
    for name in ["a/b", "memory/x", "memory/y"] {
      try FileSystem.makeDirectories(folder.path(of: name))
    }
    try folder.write("max\n", to: "memory.max")
    try folder.write("2147483648\n", to: "a/memory.max")
    try folder.write("max\n", to: "a/b/memory.max")
    try folder.write("9223372036854771712\n", to: "memory/memory.limit_in_bytes")
    try folder.write("3000000000\n", to: "memory/x/memory.limit_in_bytes")
    func limit(_ groups: String) -> Int? {
      MemoryLimit.limit(ofGroups: groups, at: folder.path)
    }
    #expect(limit("0::/a/b\n") == 2_147_483_648)
    #expect(limit("0::/\n") == nil)
    #expect(limit("4:cpu,memory:/x\n1:pids:/\n") == 3_000_000_000)
    #expect(limit("4:memory:/host/only\n") == 9_223_372_036_854_771_712)
    #expect(limit("nonsense\n") == nil)
  }

  @Test("Is never more than the machine has")
  func machine() {
    #expect(MemoryLimit.bytes(machine: 8 << 30, limit: nil) == 8 << 30)
    #expect(MemoryLimit.bytes(machine: 8 << 30, limit: 512 << 20) == 512 << 20)
    #expect(MemoryLimit.bytes(machine: 8 << 30, limit: 9_223_372_036_854_771_712) == 8 << 30)
    #expect(MemoryLimit.bytes(machine: -1, limit: nil) == 1 << 30)
  }
}
