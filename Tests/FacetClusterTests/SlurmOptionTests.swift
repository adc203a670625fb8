import Testing

@testable import FacetCluster

@Suite("Options of sbatch")
struct SlurmOptionTests {
  @Test(
    "A value that could end its line, or be an option itself, is refused",
    arguments: [
      "", "a b", "a\nb", "a;b", "$(x)", "a'b", "a\"b", "a#b", "ü", "-x", "--x", "-", "a\tb",
      "a\u{0}", "a\u{2028}b", "a\rb",
    ])
  func values(value: String) {
    var options = SlurmOptions()
    let error = #expect(throws: ClusterError.self) {
      try options.add("partition", value, from: "--partition")
    }
    #expect(error?.message.hasPrefix("'--partition' must have letters") == true)
    #expect(options.lines == [])
  }

  @Test(
    "A value of a known form must have it",
    arguments: [
      (
        "time", ["90", "90:30", "04:00:00", "2-12", "2-12:30", "2-12:00:00", "UNLIMITED"],
        ["4h", "0", "00:00:00", "1:2:3:4", "2-", "a-1", "1:", "1-2-3", "4.5", "4:x"]
      ),
      ("cpus-per-task", ["1", "128"], ["0", "two", "1.5", "4G", "99999999999999999999"]),
      ("mem", ["16G", "4000M", "4000", "1T", "500k"], ["16GB", "G", "16Gi", "0", "1.5G", "*"]),
      (
        "gpus", ["2", "a100:2", "a100:1,v100:2"],
        ["a100", "a100:", ":2", "a:b:2", "0", "1,", "2:a"]
      ),
      (
        "dependency",
        ["afterok:12", "afterany:1:2_3", "after:1,afternotok:2", "after:1+5:2_3+10", "singleton"],
        [
          "12", "afterok:1+5", "after:1+", "after:+5", "after:1+5+5", "afterok", "afterok:",
          "afterok:x", "afterok:1,", "afterok:1?afterany:2", "never:1",
        ]
      ),
    ] as [(String, [String], [String])])
  func forms(name: String, right: [String], wrong: [String]) throws {
    for value in right {
      var options = SlurmOptions()
      try options.add(name, value, from: "--o")
      #expect(options.lines == ["#SBATCH --\(name)=\(value)"])
    }
    for value in wrong {
      var options = SlurmOptions()
      #expect(throws: ClusterError.self, "\(value)") { try options.add(name, value, from: "--o") }
    }
  }

  @Test(
    "A further option is one line, and changes nothing that the launch sets",
    arguments: [
      "", "-", "--", "x=y", "---x=1", "--a=b\nc", "--a='b'", "--a=\\n", "--a=\u{7F}", "--a=\r",
      "--a=\u{85}", "--a=\u{2028}b", "--=x", "--array=0-3", "--array 0-3", "--arr=5", "--a=1",
      "-a5", "-a 5", "-Ha5", "--output=x", "--outp=x", "-ox", "-o x", "-ex", "--open-mode=truncate",
      "--signal=TERM@1", "--requeue", "--no-requeue", "--no-r", "--dependency=afterok:1", "-d1",
      "-Jx", "--job-name=x", "-D/tmp", "--chdir=/", "--wrap=id", "-W", "--wait", "--test-only",
      "--parsable", "--version", "-V", "-h", "--help", "-Q", "-Z", "-HZ",
    ])
  func refused(word: String) {
    var options = SlurmOptions()
    #expect(throws: ClusterError.self) { try options.add(word: word) }
    #expect(options.lines == [])
  }

  @Test(
    "Other options stand in the script as they were given",
    arguments: [
      ("--constraint=a100", "--constraint=a100"), ("--nodes=2", "--nodes=2"), ("-N2", "-N2"),
      ("-C a100", "'-C a100'"), ("-H", "-H"), ("--hold", "--hold"),
      ("--export=ALL", "--export=ALL"), ("--exclusive", "--exclusive"),
      ("--wait-all-nodes=1", "--wait-all-nodes=1"),
      ("--comment=two words # x", "'--comment=two words # x'"), ("-pa", "-pa"),
      ("--mail-type=FAIL", "--mail-type=FAIL"), ("--nice=5", "--nice=5"),
      ("--comment=x --array=5", "'--comment=x --array=5'"),
    ])
  func accepted(word: String, line: String) throws {
    var options = SlurmOptions()
    try options.add(word: word)
    #expect(options.lines == ["#SBATCH " + line])
  }

  @Test("The job that merges runs where it may, tells whom the shards tell, and takes no GPU")
  func merging() throws {
    var options = SlurmOptions()
    for (name, value) in [("partition", "gpu"), ("account", "a"), ("gpus", "2"), ("time", "60")] {
      try options.add(name, value, from: "--" + name)
    }
    for word in ["--mail-type=END", "--exclusive", "--reservation=r"] {
      try options.add(word: word)
    }
    let rest = ["#SBATCH --account=a", "#SBATCH --mail-type=END", "#SBATCH --reservation=r"]
    #expect(options.mergeLines == ["#SBATCH --partition=gpu"] + rest)
    options.mergePartition = "cpu"
    #expect(options.mergeLines == ["#SBATCH --partition=cpu"] + rest)
    var alone = SlurmOptions()
    alone.mergePartition = "cpu"
    #expect(alone.mergeLines == ["#SBATCH --partition=cpu"])
  }
}
