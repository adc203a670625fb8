internal import FacetConfiguration
internal import FacetJSON

/// Turns the rows of a dataset written by a run back into its samples.
///
/// A document has its samples in `tasks`. JSON Lines have a row for each cell; the first row of
/// each sample counts.
struct DatasetSamples {
  private let data: DataConfiguration
  /// The index of the last sample of a dataset in JSON Lines.
  private var lastIndex: JSONValue?
  private var count = 0

  init(data: DataConfiguration) {
    self.data = data
  }

  /// The sample of a row and its position; `nil` for a further cell of a sample already returned.
  mutating func sample(
    of row: JSONObject, index: Int, wrapper: String?
  ) -> (row: JSONObject, index: Int)? {
    if wrapper == "tasks", row["responses"]?.array != nil { return (fields(of: row), index) }
    guard wrapper == nil, let place = row["sample_index"], row["perspective_index"] != nil,
      row["condition"] != nil, row["response"] != nil
    else { return (row, index) }
    if place == lastIndex { return nil }
    lastIndex = place
    defer { count += 1 }
    return (fields(of: row), count)
  }

  /// Context, reference and name under the configured fields, and the other fields unchanged.
  private func fields(of row: JSONObject) -> JSONObject {
    var sample = JSONObject()
    if let name = row["id"] ?? row["sample_id"], !name.isNull { sample[data.idField] = name }
    if let context = row["context"], !context.isNull { sample[data.inputField] = context }
    if let reference = row["reference"], !reference.isNull {
      sample[data.referenceField] = reference
    }
    for member in row["fields"]?.object?.members ?? [] { sample[member.key] = member.value }
    return sample
  }
}
