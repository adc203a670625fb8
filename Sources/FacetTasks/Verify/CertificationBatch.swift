package import FacetBox

/// Certifies many task directories, several at a time.
package struct CertificationBatch: Sendable {
  package var certification: Certification
  /// Tasks at the same time.
  package var width: Int

  package init(certification: Certification, width: Int) {
    self.certification = certification
    self.width = max(1, width)
  }

  /// The certificates, in the order of the paths.
  ///
  /// - Throws: ``BoxError`` if boxes cannot be started.
  package func certificates(of paths: [String]) async throws(BoxError) -> [Certificate] {
    try await certification.builder.store.tryBox()
    let results = await withTaskGroup(of: (Int, Certificate).self) { group in
      var results: [Int: Certificate] = [:]
      for (index, path) in paths.enumerated() {
        if index >= width, let (done, result) = await group.next() { results[done] = result }
        group.addTask { (index, await self.certification.certificate(of: path)) }
      }
      for await (done, result) in group { results[done] = result }
      return results
    }
    return paths.indices.compactMap { results[$0] }
  }
}
