import FacetJSON
import Testing

@testable import FacetCSV

@Suite("Deciding which runs to start")
struct EpisodeBoardTests {
  @Test("The end of the whole run ends waits for other questions and for other runs' answers")
  func stopEndsWaits() async {
    let board = EpisodeBoard(stopsWhenDecided: true, wanted: 1, firstPosition: 0)
    func admission(_ run: EpisodeBoard.Run, _ position: Int) async -> EpisodeBoard.Admission {
      await board.admission(of: run, at: position, runs: 7, comparison: AnswerComparison())
    }
    #expect(await admission(.gold, 0) == .ask)
    #expect(await admission(.consistency(0), 0) == .ask)
    await withTaskGroup(of: EpisodeBoard.Admission.self) { group in
      // Neither can be decided: no run of question 0 has ended, and some never start.
      group.addTask { await admission(.consistency(5), 0) }
      group.addTask { await admission(.gold, 1) }
      board.stop()
      for await admission in group { #expect(admission == .stopped) }
    }
    #expect(await admission(.gold, 2) == .stopped)
    #expect(await admission(.consistency(6), 0) == .stopped)
  }
}
