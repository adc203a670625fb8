import FacetLedger
import FacetPlatform
import Testing

@Suite("Sharing")
struct SharingTests {
  let folder = TestFolder()

  @Test("Two ledgers on one file lose nothing and agree on what both recorded")
  func twoLedgers() async throws {
    let path = folder.ledger
    try await Ledger.withLedger(at: path) { (one) async throws in
      try await Ledger.withLedger(at: path) { (two) async throws in
        let count = 200
        let lost = await withTaskGroup(of: Int.self) { group in
          for (name, ledger) in [("one", one), ("two", two)] {
            for number in 0..<count {
              group.addTask {
                let own = LedgerCompletion.sample(.number(number), body: name)
                guard let earlier = try? await ledger.record(own) else { return 0 }
                // What stays is what the other ledger has.
                return earlier.body == own.body ? 1000 : 1
              }
            }
          }
          return await group.reduce(0, +)
        }
        #expect(lost == count)
        for number in 0..<count {
          #expect(try one.completion(for: .number(number)) == two.completion(for: .number(number)))
        }
      }
    }
    let rows = try SQLiteFile(path).rows(
      "SELECT (SELECT count(*) FROM completion), (SELECT count(*) FROM attempt)")
    #expect(rows == [["200", "200"]])
  }

  @Test("A lookup finds what another ledger committed since the last one")
  func findsOthers() async throws {
    let path = folder.ledger
    try await Ledger.withLedger(at: path) { (one) async throws in
      try await Ledger.withLedger(at: path) { (two) async throws in
        for number in 0..<50 {
          let completion = LedgerCompletion.sample(.number(number))
          #expect(try one.completion(for: completion.key) == nil)
          try await two.record(completion)
          #expect(try one.completion(for: completion.key) == completion)
          #expect(try one.completion(for: .number(number, generation: 1)) == nil)
        }
      }
    }
  }

  @Test("A run's lookup finds another ledger's records at most 10 ms later")
  func findsOthersSoon() async throws {
    let path = folder.ledger
    try await Ledger.withLedger(at: path) { try await $0.record(.sample(.number(0))) }
    try await Ledger.withLedger(at: path) { (one) async throws in
      try await Ledger.withLedger(at: path) { (two) async throws in
        try await one.record(.sample(.number(1)))
        for number in 0..<2 { #expect(try one.response(for: .number(number)) != nil) }
        try await two.record(.sample(.number(2)))
        try await Task.sleep(for: .milliseconds(20))
        #expect(try one.response(for: .number(2)) != nil)
        // A commit tells that another writes: from then on every look goes to the file.
        try await one.record(.sample(.number(3)))
        for number in 4..<20 {
          try await two.record(.sample(.number(number)))
          #expect(try one.response(for: .number(number)) != nil)
        }
      }
    }
  }

  @Test("No stored key is ever reported absent")
  func storedKeys() async throws {
    let path = folder.ledger
    try await Ledger.withLedger(at: path, options: LedgerOptions(groupSize: 50)) {
      (ledger) async throws in
      for round in 0..<4 {
        await withTaskGroup { group in
          for number in 0..<500 {
            let key = LedgerKey.number(number, generation: Int64(round))
            group.addTask { _ = try? await ledger.record(.sample(key)) }
          }
        }
        for number in 0..<500 {
          #expect(try ledger.response(for: .number(number, generation: Int64(round))) != nil)
        }
        #expect(try ledger.response(for: .number(500, generation: Int64(round))) == nil)
      }
    }
  }

  @Test("Many open a new file at once")
  func openTogether() async throws {
    let path = folder.ledger
    try await withThrowingTaskGroup { group in
      for number in 0..<8 {
        group.addTask {
          try await Ledger.withLedger(at: path) { (ledger) async throws in
            _ = try await ledger.record(.sample(.number(number)))
          }
        }
      }
      try await group.waitForAll()
    }
    try await Ledger.withLedger(at: path) { (ledger) async throws in
      #expect(try ledger.storedKeys(among: (0..<8).map { .number($0) }).count == 8)
    }
  }

  @Test("A record waits for another program's transaction")
  func waitsForOthers() async throws {
    try await Ledger.withLedger(at: folder.ledger) { (ledger) async throws in
      let file = try SQLiteFile(folder.ledger)
      try file.execute("BEGIN IMMEDIATE")
      async let earlier = ledger.record(.sample(.number(1)))
      // Seen before it is committed, which it cannot be while the lock is held.
      while try ledger.completion(for: .number(1)) == nil { await Task.yield() }
      #expect(try file.rows("SELECT count(*) FROM completion") == [["0"]])
      try file.execute("ROLLBACK")
      #expect(try await earlier == nil)
    }
  }

  @Test("A locked file fails a record, and accepts the next when it is free")
  func lockedRecord() async throws {
    let options = LedgerOptions(busyTimeout: .milliseconds(20))
    try await Ledger.withLedger(at: folder.ledger, options: options) { (ledger) async throws in
      try await SQLiteFile(folder.ledger).holdingLock { () async throws in
        let error = await #expect(throws: LedgerError.self) {
          try await ledger.record(.sample(.number(1)))
        }
        #expect(error?.kind == .locked(host: nil, processID: nil))
        #expect(try ledger.completion(for: .number(1)) == nil)
      }
      try await ledger.record(.sample(.number(1)))
    }
  }

  @Test("On a network file system a ledger has one user, no shared memory and no log")
  func onNetwork() async throws {
    let options = LedgerOptions(busyTimeout: .milliseconds(50), isOnNetwork: true)
    let process = ProcessIdentity.current
    try await Ledger.withLedger(at: folder.ledger, options: options) { (ledger) async throws in
      try await ledger.record(.sample(.number(1)))
      #expect(try ledger.completion(for: .number(1)) != nil)
      #expect(!folder.names.contains { $0.hasSuffix("-shm") || $0.hasSuffix("-wal") })
      let error = await #expect(throws: LedgerError.self) {
        try await Ledger.withLedger(at: folder.ledger, options: options) { _ in }
      }
      #expect(error?.kind == .locked(host: process.host, processID: process.processID))
      #expect(error?.message.contains(process.host) == true)
    }
    #expect(folder.names.filter { !$0.hasSuffix("-journal") } == ["ledger.sqlite"])
  }

  @Test("A ledger moves between a local and a network file system")
  func moves() async throws {
    for isOnNetwork in [false, true, false, true] {
      let options = LedgerOptions(isOnNetwork: isOnNetwork)
      try await Ledger.withLedger(at: folder.ledger, options: options) { (ledger) async throws in
        try await ledger.record(.sample(.number(isOnNetwork ? 1 : 0)))
      }
    }
    #expect(try SQLiteFile(folder.ledger).rows("SELECT count(*) FROM completion") == [["2"]])
  }

  @Test(
    "A claim is taken over only from a process that is gone",
    arguments: [
      ("host HERE\nboot HERE\nprocess 4194305\n", true),
      ("host HERE\nboot before\nprocess 1\n", true),
      ("host HERE\nboot HERE\nprocess 1\n", false),
      ("host elsewhere\nboot HERE\nprocess 4194305\n", false),
      ("", true),
    ])
  func staleClaim(claim: String, isTaken: Bool) async throws {
    let process = ProcessIdentity.current
    var lines: [String] = []
    for line in claim.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let here = words[0] == "host" ? process.host : process.bootID
      lines.append(words[0] + " " + (words[1] == "HERE" ? here : words[1]) + "\n")
    }
    try folder.write(Array(lines.joined().utf8), to: "ledger.sqlite-host")
    var wasTaken = true
    do {
      try await Ledger.withLedger(
        at: folder.ledger, options: LedgerOptions(isOnNetwork: true)
      ) { _ in }
    } catch let error as LedgerError {
      wasTaken = false
      guard case .locked(let host, let number) = error.kind else { throw error }
      #expect(host != nil && number != nil)
    }
    #expect(wasTaken == isTaken)
    #expect(folder.names.contains("ledger.sqlite-host") == !isTaken)
  }
}
