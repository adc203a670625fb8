internal import FacetConfiguration
internal import FacetJSON

extension Sample {
  /// The fields other than context, reference and name.
  func otherFields(data: DataConfiguration) -> JSONObject {
    let placed = [data.inputField, data.referenceField, data.idField]
    return JSONObject(distinct: fields.members.filter { !placed.contains($0.key) })
  }
}
