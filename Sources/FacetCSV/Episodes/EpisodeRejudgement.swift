internal import FacetJSON
package import FacetPlatform

/// Judges a file's episodes again from their traces: sends no requests and runs no code.
package struct EpisodeRejudgement {
  private let settings: EpisodeSettings

  /// The result for a file.
  package struct Counts: Sendable, Equatable {
    package var episodes = 0
    /// Episodes whose verdict changed.
    package var changed = 0
    package var verified = 0
    /// Lines that are not episodes; they are left unchanged.
    package var unreadable = 0
  }

  package init(settings: EpisodeSettings) {
    self.settings = settings
  }

  /// Rewrites a file: each episode keeps its position and identifier and gets a new verdict.
  ///
  /// - Throws: ``SystemError`` when the file cannot be read or written; it is then unchanged.
  package func rejudge(_ path: String) throws(SystemError) -> Counts {
    var counts = Counts()
    let file = try AtomicFile(in: FileSystem.parent(of: path))
    for line in try FileSystem.contents(of: path).split(separator: UInt8(ascii: "\n")) {
      let value = try? ResponseJSON.value(of: Array(line))
      if let value, let judged = judged(value) {
        counts.episodes += 1
        if judged["verified"] != value["verified"] { counts.changed += 1 }
        if judged["verified"] == true { counts.verified += 1 }
        try file.append(judged.bytes())
      } else {
        counts.unreadable += 1
        try file.append(line)
      }
      try file.append([UInt8(ascii: "\n")])
    }
    try file.commit(to: path)
    return counts
  }

  private func judged(_ value: JSONValue) -> JSONValue? {
    guard var object = value.object, let episode = Episode(json: value, settings: settings) else {
      return nil
    }
    for member in episode.judgement.members { object[member.key] = member.value }
    return .object(object)
  }
}
