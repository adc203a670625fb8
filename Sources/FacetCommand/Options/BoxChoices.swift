internal import ArgumentParser
internal import FacetBox
internal import FoundationEssentials

/// The bases of boxes, and what their making may use.
struct BoxChoices: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use this base for every image without one of its own, or for one image: IMAGE=BASE.",
      valueName: "base"))
  var base: [String] = []

  @Flag(
    help:
      "Let Dockerfiles, and boxes of tasks with network_mode = \"public\", use the network.")
  var network = false

  func validate() throws {
    for each in base { try OptionRule.name(each, "--base") }
    if base.count(where: { !$0.contains("=") }) > 1 {
      throw ValidationError("'--base' names more than one base for every image.")
    }
  }

  /// The folder of bases and layers.
  static var folder: String {
    BoxStore.defaultFolder(environment: ProcessInfo.processInfo.environment)
  }

  /// A builder without any choices.
  static func standard() throws(BoxError) -> ImageBuilder {
    ImageBuilder(store: try BoxStore(folder: folder))
  }

  /// - Throws: ``BoxError`` if the folder cannot be used, or a base is missing that boxes need.
  func builder() throws(BoxError) -> ImageBuilder {
    var builder = try Self.standard()
    builder.hasNetwork = network
    for each in base {
      // An image's name may have no '='.
      let sign = each.lastIndex(of: "=")
      let base = sign.map { String(each[each.index(after: $0)...]) } ?? each
      // A merge starts no box, and may run where the bases are not.
      guard MergeSession.current != nil || builder.store.hasBase(base) else {
        throw BoxError(
          "no base is named '\(base)', which '--base' names; 'facet box list' shows the bases")
      }
      if let sign {
        builder.bases[String(each[..<sign])] = base
      } else {
        builder.defaultBase = base
      }
    }
    return builder
  }
}
