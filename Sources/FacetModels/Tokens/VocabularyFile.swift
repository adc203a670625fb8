internal import FacetPlatform

/// A vocabulary file on this machine, in tiktoken's cache if the user has one. Nothing is
/// downloaded.
package struct VocabularyFile: Sendable, Hashable {
  /// The state of the file.
  package enum State: Sendable, Hashable {
    case found
    case missing
    /// A file exists, but its content is not the vocabulary's.
    case damaged
  }

  /// The vocabulary's official name: `o200k_base`.
  package var name: String
  /// The file's name in the cache: the SHA-1 of its address.
  package var cacheName: String
  /// The SHA-256 of its content, in lower-case hexadecimal.
  package var sha256: String

  package init(_ vocabulary: TokenEstimator.Vocabulary) {
    switch vocabulary {
    case .o200k:
      name = "o200k_base"
      cacheName = "fb374d419588a4632f3f557e76b4b70aebbca790"
      sha256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
    case .cl100k:
      name = "cl100k_base"
      cacheName = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
      sha256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
    }
  }

  /// The file's path: in the folder that the environment names, otherwise in the one for temporary
  /// files.
  package func path(environment: [String: String]) -> String {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let folder =
      value("TIKTOKEN_CACHE_DIR") ?? value("DATA_GYM_CACHE_DIR")
      ?? (value("TMPDIR") ?? "/tmp") + "/data-gym-cache"
    return folder + "/" + cacheName
  }

  /// The content, if it is intact.
  package func content(environment: [String: String]) -> (state: State, bytes: [UInt8]) {
    let path = path(environment: environment)
    guard FileSystem.exists(path), let bytes = try? FileSystem.contents(of: path) else {
      return (.missing, [])
    }
    guard SHA256(of: bytes).description == sha256 else { return (.damaged, []) }
    return (.found, bytes)
  }
}
