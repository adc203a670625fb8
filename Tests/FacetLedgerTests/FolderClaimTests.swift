import FacetPlatform
import Foundation
import Testing

@testable import FacetLedger

@Suite("The claim of a ledger on a shared folder")
struct FolderClaimTests {
  let folder = TestFolder()

  private var claim: String { folder.ledger + "-claim" }

  private func write(_ text: String, to path: String, age: TimeInterval = 0) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
  }

  /// The file of a process that is gone from this host.
  private static func ended(token: String) -> String {
    "host \(ProcessIdentity.current.host)\nboot another\nprocess 1\nticks 5\njob -\ntoken \(token)\n"
  }

  private static func elsewhere(token: String) -> String {
    "host elsewhere\nboot b\nprocess 1\nticks 5\njob -\ntoken \(token)\n"
  }

  /// What a claim may find in its place.
  enum Before: CaseIterable {
    case nothing
    case endedProcess
    case silentHost
    case garbage
    /// A process was lost while it took the claim over, and so was the next.
    case interruptedSuccessions
  }

  private func prepare(_ before: Before) throws {
    switch before {
    case .nothing: break
    case .endedProcess: try write(Self.ended(token: "a1"), to: claim)
    case .silentHost: try write(Self.elsewhere(token: "a1"), to: claim, age: 61)
    case .garbage: try write("token ../../x\nhost", to: claim, age: 61)
    case .interruptedSuccessions:
      try write(Self.ended(token: "a1"), to: claim)
      try write(Self.ended(token: "b2"), to: claim + "-after-a1")
      try write(Self.elsewhere(token: "c3"), to: claim + "-after-b2", age: 1000)
    }
  }

  @Test(
    "Of many that begin at once, one has it, whatever is in its place", arguments: Before.allCases)
  func exclusive(before: Before) async throws {
    for _ in 0..<15 {
      try prepare(before)
      let claims = await withTaskGroup(of: FolderClaim?.self) { group in
        for _ in 0..<12 { group.addTask { [folder] in try? FolderClaim(of: folder.ledger) } }
        return await group.reduce(into: [FolderClaim]()) { claims, claim in
          if let claim { claims.append(claim) }
        }
      }
      #expect(claims.count == 1)
      #expect(claims.filter(\.isHeld).count == 1)
      for claim in claims { claim.release() }
      #expect(folder.names == [])
    }
  }

  @Test("The folder of a ledger that is yet to be made is made")
  func newFolder() throws {
    let path = folder.path + "/new/ledger.sqlite"
    let held = try FolderClaim(of: path)
    #expect(held.isHeld)
    held.release()
    #expect(FileSystem.names(in: folder.path + "/new") == [])
    FileSystem.removeEmptyFolder(folder.path + "/new")
  }

  @Test("A claim that may be in use is respected, and its holder named")
  func respected() throws {
    for (text, holder) in [
      (Self.elsewhere(token: "a1"), "by process 1 on host 'elsewhere'"), ("", "is in use;"),
      ("host elsewhere", "is in use;"),
    ] {
      try write(text, to: claim, age: 50)
      let error = #expect(throws: LedgerError.self) { try FolderClaim(of: folder.ledger) }
      #expect(error?.description.contains(holder) == true, "\(error?.description ?? "")")
      #expect(folder.names == ["ledger.sqlite-claim"])
    }
  }

  @Test("Only an earlier start of the same batch job is known to have ended")
  func restarts() throws {
    let text = Self.elsewhere(token: "a1").replacing("job -", with: "job 7\nrestart 1")
    try write(text, to: claim)
    let holder = try #require(ClaimHolder(path: claim))
    #expect(holder.isEarlierStart(of: "7", restart: 2))
    #expect(!holder.isEarlierStart(of: "7", restart: 1))
    #expect(!holder.isEarlierStart(of: "8", restart: 2))
    FileSystem.remove(claim)
  }

  @Test("Renewing it makes it young again by the clock of the file system")
  func renewal() throws {
    let held = try FolderClaim(of: folder.ledger)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -300)], ofItemAtPath: claim)
    held.renew()
    let date = try FileManager.default.attributesOfItem(atPath: claim)[.modificationDate] as? Date
    #expect(try #require(date).timeIntervalSinceNow > -60)
    #expect(held.isHeld)
    held.release()
  }

  @Test("It is renewed as long as the work takes, even if that keeps every thread busy")
  func renewed() async throws {
    let path = claim
    @Sendable func age() throws -> Double {
      let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
      return -(try #require(date).timeIntervalSinceNow)
    }
    try await FolderClaim.withClaim(on: folder.ledger, renewedEvery: .milliseconds(1)) { held in
      for _ in 0..<2 {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -300)], ofItemAtPath: path)
        let deadline = ContinuousClock.now + .seconds(10)
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<4 * ProcessInfo.processInfo.activeProcessorCount {
            group.addTask { while try age() > 60, ContinuousClock.now < deadline {} }
          }
          try await group.waitForAll()
        }
        #expect(try age() < 60)
      }
      #expect(held.isHeld)
    }
    #expect(folder.names == [])
  }

  @Test("A process that lost its claim neither renews nor removes that of another")
  func lost() throws {
    let held = try FolderClaim(of: folder.ledger)
    let text = Self.elsewhere(token: "d4")
    // The other replaces the file.
    FileSystem.remove(claim)
    try write(text, to: claim)
    #expect(!held.isHeld)
    held.renew()
    held.release()
    #expect(try FileSystem.contents(of: claim) == Array(text.utf8))
    #expect(folder.names == ["ledger.sqlite-claim"])
  }
}
