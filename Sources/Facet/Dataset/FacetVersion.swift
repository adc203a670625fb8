/// The version of this library and its command.
public enum FacetVersion {
  /// The version that the command prints and datasets record.
  public static let current = "0.2.0"
}
