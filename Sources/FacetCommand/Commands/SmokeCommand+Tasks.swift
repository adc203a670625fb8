internal import Facet
internal import FacetBox
internal import FacetConfiguration
internal import FacetPlatform
internal import FacetTasks

extension SmokeCommand {
  /// The folder of the shipped configurations of tasks.
  private static let shipped = "configs/tasks"

  /// Makes a few tasks of each shipped configuration, over this machine's own programs.
  ///
  /// - Throws: ``SmokeFailure`` if a task does not hold or boxes cannot be started.
  func makeTasks(in folder: String, _ console: Console) async throws {
    let place = try LoadedTask.reporting(to: console) {
      let environment = try RunEnvironment(file: nil).all
      guard let place = ShippedFolder.locate(Self.shipped, environment: environment) else {
        throw Diagnostic(
          path: Self.shipped, location: nil,
          message: "not found in this folder, in a folder above it, or in FACET_HOME")
      }
      return place
    }
    do {
      var builder = ImageBuilder(store: try BoxStore(folder: folder + "/boxes"))
      builder.defaultBase = BoxImage.hostName
      for name in FileSystem.names(in: place).sorted() where name.hasSuffix(".json") {
        let configuration = try LoadedTask.reporting(to: console) {
          try TaskConfiguration(contentsOf: "\(place)/\(name)")
        }
        var options = RunOptions(environment: try RunEnvironment(file: nil).all)
        options.limit = 2
        options.ledgerPath = folder + "/ledger.sqlite"
        let outcome = try await TaskRun(
          configuration: configuration, options: options, session: .quiet(console),
          isRehearsed: true, output: "\(folder)/tasks/\(name.dropLast(5))", builder: builder,
          width: ProcessIdentity.coreCount
        ).outcome().tasks
        if let rejected = outcome.rejected.first {
          throw SmokeFailure("\(name): \(rejected.folder): \(rejected.reason)")
        }
        console.print(
          "tasks: \(Quantity.count(outcome.made.count, "certified task")) of \(name)")
      }
    } catch let error as BoxError {
      throw SmokeFailure("\(error); 'facet doctor' says more")
    }
  }
}
