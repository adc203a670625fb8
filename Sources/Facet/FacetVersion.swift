/// The version of this library and its command.
public enum FacetVersion {
  public static let current = "0.1.0"
}
