/// A command to run in a box: an image's file system with a layer to write to.
package struct BoxRun: Sendable, Hashable {
  /// A folder of this machine that the box shows.
  package struct Shown: Sendable, Hashable {
    /// A folder in the layer's ``BoxLayer/share``.
    package var name: String
    /// Its path in the box.
    package var path: String
    package var isWritable: Bool

    package init(_ name: String, at path: String, isWritable: Bool = false) {
      self.name = name
      self.path = path
      self.isWritable = isWritable
    }
  }

  package var image: BoxImage
  package var layer: BoxLayer
  /// The program's path in the box or its name on PATH, then its arguments.
  package var arguments: [String]
  package var input: [UInt8] = []
  /// Variables that override the image's.
  package var environment: [String: String] = [:]
  /// A user's name or number; nil means the image's.
  package var user: String?
  /// Nil means the image's.
  package var workingFolder: String?
  package var shown: [Shown] = []
  /// Whether it shares the network of this machine.
  package var hasNetwork = false
  /// Whether the programs of the system come from the image, whatever the layer has in their
  /// place.
  package var guardsSystem = false
  /// Whether it keeps the session of a terminal whose program it is.
  package var hasTerminal = false
  package var limits = ProcessLimits()

  package init(_ arguments: [String], image: BoxImage, layer: BoxLayer) {
    precondition(!arguments.isEmpty, "a command names a program")
    self.arguments = arguments
    self.image = image
    self.layer = layer
  }
}
