/// A pattern of names in which `*` stands for any text.
enum NamePattern {
  static func matches(_ pattern: String, _ name: String) -> Bool {
    let (pattern, name) = (Array(pattern.unicodeScalars), Array(name.unicodeScalars))
    var (place, at) = (0, 0)
    var star: Int?
    var resume = 0
    while at < name.count {
      if place < pattern.count, pattern[place] == "*" {
        star = place
        resume = at
        place += 1
      } else if place < pattern.count, pattern[place] == name[at] {
        place += 1
        at += 1
      } else if let last = star {
        place = last + 1
        resume += 1
        at = resume
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
