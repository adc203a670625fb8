internal import FacetTables

/// Parses a date, with or without a time of day: `2024-03-01`, `2024/3/1`, `01.03.2024`,
/// `2024-03-01 12:30`, `2024-03-01T12:30:15.5Z`. `3/14/2024` is read month first if that gives a
/// date, otherwise day first.
enum DateScan {
  /// Seconds since 1970 in the local time of the text; a time zone is ignored.
  static func seconds(_ field: Span<UInt8>) -> Double? {
    guard (8...35).contains(field.count), DecimalScan.isDigit(field[0]) else { return nil }
    var index = 0
    guard let first = digits(field, &index, atMost: 4), index < field.count else { return nil }
    let separator = field[index]
    guard
      separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/")
        || separator == UInt8(ascii: ".")
    else { return nil }
    index += 1
    guard let second = digits(field, &index, atMost: 2), index < field.count,
      field[index] == separator
    else { return nil }
    index += 1
    let yearStandsFirst = first.width == 4
    guard let third = digits(field, &index, atMost: yearStandsFirst ? 2 : 4) else { return nil }
    guard yearStandsFirst || third.width == 4 else { return nil }
    let day: Double?
    if yearStandsFirst {
      day = days(year: first.value, month: second.value, day: third.value)
    } else if separator == UInt8(ascii: "/"), first.value <= 12 {
      day =
        days(year: third.value, month: first.value, day: second.value)
        ?? days(year: third.value, month: second.value, day: first.value)
    } else {
      day = days(year: third.value, month: second.value, day: first.value)
    }
    guard let day else { return nil }
    if index == field.count { return day * 86_400 }
    guard field[index] == UInt8(ascii: " ") || field[index] == UInt8(ascii: "T") else { return nil }
    index += 1
    guard let time = timeOfDay(field, &index) else { return nil }
    return day * 86_400 + time
  }

  private static func timeOfDay(_ field: Span<UInt8>, _ index: inout Int) -> Double? {
    guard let hour = digits(field, &index, atMost: 2), hour.value < 24,
      index < field.count, field[index] == UInt8(ascii: ":")
    else { return nil }
    index += 1
    guard let minute = digits(field, &index, atMost: 2), minute.value < 60 else { return nil }
    var seconds = Double(hour.value * 3600 + minute.value * 60)
    if index < field.count, field[index] == UInt8(ascii: ":") {
      index += 1
      guard let second = digits(field, &index, atMost: 2), second.value < 61 else { return nil }
      seconds += Double(second.value)
      if index < field.count, field[index] == UInt8(ascii: ".") {
        index += 1
        guard digits(field, &index, atMost: 9) != nil else { return nil }
      }
    }
    // Only a time zone may follow.
    while index < field.count {
      let byte = field[index]
      guard DecimalScan.isDigit(byte) || "Z+-: UTC".utf8.contains(byte) else { return nil }
      index += 1
    }
    return seconds
  }

  private static func digits(
    _ field: Span<UInt8>, _ index: inout Int, atMost width: Int
  ) -> (value: Int, width: Int)? {
    let start = index
    var value = 0
    while index < field.count, index - start < width, DecimalScan.isDigit(field[index]) {
      value = value * 10 + Int(field[index] & 15)
      index += 1
    }
    guard index > start else { return nil }
    if index < field.count, DecimalScan.isDigit(field[index]) { return nil }
    return (value, index - start)
  }

  /// Days since 1970-01-01 of a Gregorian date; nil if the date does not exist.
  private static func days(year: Int, month: Int, day: Int) -> Double? {
    guard (1...12).contains(month), (1...31).contains(day), (1000...9999).contains(year) else {
      return nil
    }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else { return nil }
    let before = year - 1
    let ofYears = before * 365 + before / 4 - before / 100 + before / 400 - 719_162
    return Double(ofYears + lengths.prefix(month - 1).reduce(0, +) + day - 1)
  }
}
