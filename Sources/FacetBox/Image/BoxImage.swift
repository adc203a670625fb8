/// A root file system to start boxes from: a base, layers over it, and settings.
package struct BoxImage: Sendable, Hashable {
  /// The base that shows this machine's own programs, read-only.
  package static let hostName = "host"

  /// The base's name.
  package var base: String
  /// The keys of the layers, in the order of their instructions.
  package var layers: [String] = []
  /// Variables in the order of their setting.
  package var environment: [Variable] = []
  package var workingFolder = "/"
  /// A user's name or number; `root` if none is set.
  package var user = "root"

  /// A variable of the environment.
  package struct Variable: Sendable, Hashable {
    package var name: String
    package var value: String
  }

  package init(base: String) {
    self.base = base
  }

  /// The name of everything that a box of this image shows: equal images have equal keys.
  package var key: String { layers.last ?? base }

  /// The name of what a next layer stands on, as folders in a store have it.
  var parentName: String { layers.last ?? BoxStore.fileName(base) }

  mutating func set(_ name: String, _ value: String) {
    environment.removeAll { $0.name == name }
    environment.append(Variable(name: name, value: value))
  }
}
