/// A day of the proleptic Gregorian calendar.
package struct CalendarDay: Sendable, Hashable {
  package let year: Int
  /// From 1 to 12.
  package let month: Int
  /// From 1 to 31.
  package let day: Int

  /// `nil` if there is no such day, or its year has more than four digits.
  package init?(year: Int, month: Int, day: Int) {
    guard 0...9999 ~= year, 1...12 ~= month, 1...31 ~= day else { return nil }
    self.year = year
    self.month = month
    self.day = day
    // The 30th of February counts as the 1st or 2nd of March.
    guard CalendarDay(daysSince1970: daysSince1970) == self else { return nil }
  }

  /// Reads `2026-11-21`; `nil` if that is no day.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else {
      return nil
    }
    self.init(year: year, month: month, day: day)
  }

  /// - Parameter days: Days since 1970-01-01, negative before it, within some millions of years.
  package init(daysSince1970 days: Int) {
    // Years begin in March here, so that the leap day ends a year; 400 years are 146097 days.
    let day = days + Self.daysBefore1970
    let era = (day >= 0 ? day : day - 146_096) / 146_097
    let dayOfEra = day - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
  }

  /// Days since 1970-01-01, negative before it.
  package var daysSince1970: Int {
    // A whole cycle of 400 years keeps the year positive.
    let year = self.year + 400 - (month <= 2 ? 1 : 0)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - Self.daysBefore1970
      - 146_097
  }

  /// Days between 0000-03-01 and 1970-01-01.
  private static let daysBefore1970 = 719_468
}
