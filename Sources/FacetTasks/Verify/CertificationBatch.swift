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
    let results = await withTaskGroup(
      of: (Int, Result<Certificate, BoxError>).self
    ) { group in
      var results: [Int: Result<Certificate, BoxError>] = [:]
      for (index, path) in paths.enumerated() {
        if index >= width, let (done, result) = await group.next() { results[done] = result }
        group.addTask { (index, await self.result(of: path)) }
      }
      for await (done, result) in group { results[done] = result }
      return results
    }
    var certificates: [Certificate] = []
    for index in paths.indices {
      if let result = results[index] { certificates.append(try result.get()) }
    }
    return certificates
  }

  private func result(of path: String) async -> Result<Certificate, BoxError> {
    do throws(BoxError) {
      return .success(try await certification.certificate(of: path))
    } catch {
      return .failure(error)
    }
  }
}
