import FacetPlatform
import Testing

@Suite struct CalendarDayTests {
  @Test(
    "A day has a number, and a number a day",
    arguments: [
      ("1970-01-01", 0), ("1969-12-31", -1), ("1970-03-01", 59), ("2000-02-29", 11_016),
      ("2000-03-01", 11_017), ("1900-03-01", -25_508), ("2026-11-30", 20_787),
      ("0000-01-01", -719_528), ("9999-12-31", 2_932_896),
    ])
  func numbers(text: String, days: Int) throws {
    let day = try #require(CalendarDay(text))
    #expect(day.daysSince1970 == days)
    #expect(CalendarDay(daysSince1970: days) == day)
  }

  @Test(
    "Text that is not a date is refused",
    arguments: [
      "", "2026", "2026-11", "2026-13-01", "2026-00-01", "2026-02-30", "1900-02-29", "2026-04-31",
      "2026-11-00", "2026-11-21-1", "x-11-21", "10000-01-01", "-1-01-01", "2026-1-1x",
    ])
  func refuses(text: String) {
    #expect(CalendarDay(text) == nil)
  }
}
