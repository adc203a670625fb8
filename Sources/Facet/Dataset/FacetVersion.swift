/// The version of this library and its command.
public enum FacetVersion {
  /// The version of the command and of what datasets name.
  public static let current = "0.1.0"
}
