internal import FacetBox
internal import FacetJSON
internal import FacetPlatform

/// Runs a Python program of Facet's own in a box: JSON in, JSON out.
struct BoxedPython: Sendable {
  /// The most bytes of a file that is copied into a box; a larger one is shown with its folder.
  private static let mostCopied = 32 << 20

  let gate: BoxGate

  /// The interpreter that boxes can see; `nil` if there is none.
  static let interpreter = ["/usr/bin/python3", "/usr/local/bin/python3"]
    .first(where: FileSystem.exists)

  /// What a box needs and this machine lacks, worded to follow "needs"; `nil` for nothing.
  static var missing: String? {
    if interpreter == nil {
      return "'/usr/bin/python3', which is not installed; install it with 'apt-get install python3'"
    }
    do throws(BoxError) {
      _ = try SystemProgram.bubblewrap()
      return nil
    } catch {
      return "a box: \(error.description)"
    }
  }

  /// The answer of a program.
  ///
  /// - Parameters:
  ///   - file: A file that the program reads, by its name in the task under `file`.
  ///   - time: The most time for all of it.
  ///   - memory: The most bytes of each process.
  /// - Throws: ``BoxError`` if it cannot be started or fails, which says nothing about a completion.
  func answer(
    of program: [UInt8], to task: JSONObject, file: (name: String, path: String)? = nil,
    time: Duration, memory: Int
  ) async throws(BoxError) -> JSONValue {
    guard let python = Self.interpreter else {
      throw BoxError(
        "'/usr/bin/python3' is not installed; install it with 'apt-get install python3'")
    }
    var task = task
    var confined = ConfinedProgram([python, "-I", "-S", "/box/program.py"])
    confined.files = [ConfinedProgram.File("/box/program.py", program)]
    if let file {
      let bytes =
        (FileSystem.size(of: file.path) ?? 0) <= Self.mostCopied
        ? try? FileSystem.contents(of: file.path) : nil
      if let bytes {
        confined.files.append(ConfinedProgram.File("/box/file", bytes))
        task[file.name] = "/box/file"
      } else {
        confined.readableFolders = [FileSystem.parent(of: file.path)]
        task[file.name] = .string(file.path)
      }
    }
    confined.input = JSONValue.object(task).bytes()
    confined.limits.time = time
    confined.limits.memory = memory
    confined.limits.output = 4 << 20
    let ready = confined
    let result = try await gate.run { () async throws(BoxError) in try await ready.run() }
    guard result.end.isSuccess, let answer = try? ResponseJSON.value(of: result.output.bytes) else {
      let words = result.errorOutput.text.split(separator: "\n").last.map { ": \($0)" } ?? ""
      throw BoxError("a scorer's box ended by \(result.end)\(words)")
    }
    return answer
  }
}
