internal import FacetConfiguration
internal import FacetJSON

extension Sample {
  /// The fields beside those that have a place of their own.
  func otherFields(data: DataConfiguration) -> JSONObject {
    let placed = [data.inputField, data.referenceField, data.idField]
    return JSONObject(distinct: fields.members.filter { !placed.contains($0.key) })
  }
}
