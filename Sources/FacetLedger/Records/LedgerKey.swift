package import FacetPlatform

/// The key of a completion: the fingerprint of its request, and the generation of answers.
package struct LedgerKey: Sendable, Hashable {
  package var fingerprint: SHA256
  /// 0 unless a run requested fresh answers.
  package var generation: Int64

  package init(fingerprint: SHA256, generation: Int64 = 0) {
    self.fingerprint = fingerprint
    self.generation = generation
  }
}

/// One invocation of a run, which its records refer to.
package struct LedgerSession: Sendable, Hashable {
  package var id: Int64
  package var run: Int64

  package init(id: Int64, run: Int64) {
    self.id = id
    self.run = run
  }
}
