internal import FacetBox
internal import FacetJSON
internal import FacetPlatform

/// An interpreter, with the folders that it reported.
struct PythonInterpreter: Sendable, Hashable {
  var path: String
  /// Folders that it needs besides the system's.
  var folders: [String]

  /// The libraries that code may rely on.
  static let libraries = ["pandas", "numpy", "scipy", "statsmodels"]

  /// Queries the interpreter, which takes about 20 ms.
  ///
  /// - Throws: ``SandboxError`` if it cannot be run or lacks a library.
  init(for options: SandboxOptions) async throws(SandboxError) {
    let path = options.python
    let question = """
      import importlib.util, json, os, sys
      names = sys.argv[1:]
      # Not all of sys.path: an editable install would put a project's folder there.
      packages = ("site-packages", "dist-packages")
      folders = [sys.prefix, sys.base_prefix, sys.exec_prefix]
      folders += [each for each in sys.path if os.path.basename(each) in packages]
      folders += [os.path.dirname(os.path.realpath(sys.executable))]
      print(json.dumps({
          "folders": sorted({os.path.realpath(each) for each in folders if os.path.isdir(each)}),
          "missing": [
              name for name in names
              if (found := importlib.util.find_spec(name)) is None or found.origin is None
          ],
      }))
      """
    let result: ProgramResult
    do throws(SystemError) {
      result = try await ProgramResult(
        of: .init(
          [path, "-I", "-c", question] + Self.libraries, environment: ["PATH=/usr/bin:/bin"]))
    } catch {
      throw .noInterpreter(path, reason: error.reason)
    }
    guard result.status.isSuccess, let answer = try? ResponseJSON.value(of: result.output) else {
      let words = String(decoding: result.errorOutput.suffix(500), as: UTF8.self)
      throw .noInterpreter(path, reason: words.isEmpty ? "\(result.status)" : words)
    }
    let missing = (answer["missing"]?.array ?? []).compactMap(\.string)
    let folders = (answer["folders"]?.array ?? []).compactMap(\.string)
    if !missing.isEmpty {
      let lacksBubblewrap =
        !options.unsafeNoSandbox && SystemProgram.path(of: "bwrap") == nil
      throw .missingLibraries(missing, of: path, lacksBubblewrap: lacksBubblewrap)
    }
    self.path = path
    self.folders = folders.filter { folder in
      folder != "/" && !folder.hasPrefix("/usr/") && folder != "/usr"
    }
  }
}
