import FacetPlatform
import Testing

@Suite("Devices and processes")
struct DeviceTests {
  @Test(
    "The nearest mount above a path decides whether it is on a network",
    arguments: [
      ("/home/a/ledger.sqlite", true), ("/home/local/x", false), ("/homes/x", false),
      ("/scratch dir/x", true), ("/scratch", false), ("/mnt/x", true), ("/ntfs/x", false),
      ("/over", false), ("/", false),
    ])
  func network(path: String, isOnNetwork: Bool) {
    let mounts = """
      22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
      31 22 0:40 / /home rw,relatime shared:2 master:1 - nfs4 server:/home rw
      32 31 254:1 / /home/local rw - xfs /dev/vdb rw
      33 22 0:41 / /scratch\\040dir rw shared:3 - lustre 10.0.0.1@tcp:/x rw
      34 22 0:42 / /mnt rw - fuse.sshfs host:/ rw
      35 22 8:1 / /ntfs rw - fuseblk /dev/sda1 rw
      36 22 0:43 / /over rw - cifs //server/x rw
      37 22 0:44 / /over rw - tmpfs tmpfs rw
      """
    #expect(FileSystem.isOnNetwork(path, mounts: mounts) == isOnNetwork)
  }

  @Test("This process runs, an impossible one does not, and another host's is unknown")
  func running() {
    let current = ProcessIdentity.current
    #expect(!current.host.isEmpty)
    #expect(current.isRunning == true)
    var other = current
    // Above the highest number that Linux gives out.
    other.processID = 4_194_305
    #expect(other.isRunning == false)
    other = current
    other.bootID = "an earlier one"
    #expect(other.isRunning == false)
    other.host = "elsewhere.invalid"
    #expect(other.isRunning == nil)
  }

  @Test("A file is created only once")
  func create() throws {
    let path = "/tmp/facet-create-\(UInt64.random(in: 0 ... .max))"
    defer { FileSystem.remove(path) }
    #expect(try FileSystem.create(path, contents: [1, 2]))
    #expect(try !FileSystem.create(path, contents: [3]))
    #expect(try FileSystem.prefix(of: path, count: 100) == [1, 2])
    #expect(try FileSystem.prefix(of: path, count: 1) == [1])
    #expect(FileSystem.size(of: path) == 2)
    #expect(FileSystem.size(of: path + "x") == nil)
    #expect(throws: SystemError.self) {
      try FileSystem.create(path + "/x", contents: [])
    }
  }
}
