import FacetPlatform
import Testing

@Suite struct DurationTests {
  @Test(
    "A duration has whole milliseconds",
    arguments: [
      (.zero, 0), (.microseconds(499), 0), (.microseconds(500), 1), (.milliseconds(1), 1),
      (.microseconds(1_999), 2), (.seconds(2) + .microseconds(999_600), 3000),
      (.seconds(Int64.max), .max), (.seconds(Int64.min), .min),
      (.seconds(Int64.max / 1000) + .milliseconds(900), .max),
    ] as [(Duration, Int)])
  func rounds(duration: Duration, milliseconds: Int) {
    #expect(duration.milliseconds == milliseconds)
  }
}
