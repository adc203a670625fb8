internal import FacetConfiguration
internal import FacetJSON

/// A field that a prompt needs and a sample lacks.
struct FieldGap: Sendable, Hashable {
  /// The field's name in the file.
  var field: String
  /// Whether the sample has the field, but with the value null.
  var isNull: Bool
  /// Why the field holds no conversation, if one was needed.
  var fault: String?

  /// The gap in words, after the sample as subject: `has no field 'x'`.
  var words: String {
    if let fault { return "has no conversation in the field '\(field)': \(fault)" }
    return isNull ? "has null in the field '\(field)'" : "has no field '\(field)'"
  }
}

extension Sample {
  /// Why a name of a prompt has no text in this sample; `nil` if it has one.
  func gap(of name: String, data: DataConfiguration) -> FieldGap? {
    if name == data.messagesField, case .malformed(let fault)? = conversation {
      return FieldGap(field: name, isNull: false, fault: fault)
    }
    guard text(of: name, data: data) == nil else { return nil }
    let field =
      switch name {
      case "input": data.inputField
      case "reference": data.referenceField
      default: name
      }
    return FieldGap(field: field, isNull: fields[field] != nil)
  }
}
