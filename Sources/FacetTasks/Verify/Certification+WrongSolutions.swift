internal import FacetBox

extension Certification {
  /// Tries wrong solutions that a model wrote.
  ///
  /// - Parameter minimumCaught: How many of them must fail.
  func add(
    _ scripts: [String], minimumCaught: Int, of path: String, to certificate: inout Certificate
  ) async {
    do {
      let task = try TaskDirectory(path: path)
      var trial = TaskTrial(
        task: task, image: try await builder.image(of: task), store: builder.store)
      trial.guardsSystem = certificate.guardsSystem
      trial.allowsNetwork = builder.hasNetwork
      var caught = 0
      for (index, script) in scripts.enumerated() {
        let text = script.hasPrefix("#!") ? script : "#!/bin/sh\n" + script
        let attempt = TaskAttempt(
          name: "wrong solution \(index + 1) of a model", script: .changed(text))
        let grade = try await trial.grade(of: attempt)
        certificate.wrong.add(attempt.name, grade)
        certificate.seconds += grade.seconds
        guard grade.passes else {
          caught += 1
          continue
        }
        if certificate.log.isEmpty { certificate.log = grade.log }
      }
      guard caught < minimumCaught else { return }
      certificate.reasons.append(
        "its tests catch only \(caught) of \(scripts.count) wrong solutions of a model")
    } catch {
      certificate.reasons.append("wrong solutions could not be tried: \(error)")
    }
  }
}
