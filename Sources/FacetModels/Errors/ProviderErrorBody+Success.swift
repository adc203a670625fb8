internal import FacetJSON

extension ProviderErrorBody {
  /// Reads the error in the body of a successful response; `nil` if there is none.
  ///
  /// A completion next to an empty error is a completion.
  init?(inSuccess value: JSONValue) {
    guard let object = (value[0] ?? value).object else { return nil }
    let choiceError = object["choices"]?[0]?["error"]
    if let error = object["error"] ?? object["Error"] ?? object["Response"]?["Error"],
      Self.says(error)
    {
      self.init(of: .object(object))
    } else if object["object"]?.string == "error" || object["type"]?.string == "error" {
      self.init(of: .object(object))
    } else if let choiceError, Self.says(choiceError) {
      self.init(of: .object(["error": choiceError]))
    } else if let response = object["base_resp"], Self.says(response) {
      self.init(of: .object(["base_resp": response]))
    } else if !Self.holdsCompletion(object), Self.isError(object) {
      self.init(of: .object(object))
    } else {
      return nil
    }
  }

  /// Whether an `error` reports an actual error.
  private static func says(_ error: JSONValue) -> Bool {
    switch error {
    case .null, .bool: return error.bool == true
    case .string(let text): return !nothings.contains(text.lowercased())
    case .number(let number): return number.double != 0
    case .array(let elements): return elements.contains(where: says)
    case .object(let object):
      if let code = code(of: object), !isNothing(code) { return true }
      let words = words(of: object, ["message", "msg", "status_msg", "error_msg"]) ?? ""
      if !nothings.contains(words.lowercased()) { return true }
      // If a member of another name has a value, there is an error.
      return object.members.contains { member in
        !["code", "message", "msg", "status_code", "status_msg", "error_msg", "error_code"]
          .contains(member.key) && says(member.value)
      }
    }
  }

  /// Whether a code says that there is no error.
  private static func isNothing(_ code: JSONValue) -> Bool {
    if let text = code.string { return nothings.contains(text.lowercased()) }
    guard let number = code.double else { return true }
    return number == 0 || (200..<300).contains(number)
  }

  private static let nothings: Set<String> = [
    "", "0", "200", "ok", "success", "succeeded", "none", "null", "no error",
  ]

  /// Whether a body contains a completion of any wire format, even an empty one.
  private static func holdsCompletion(_ object: JSONObject) -> Bool {
    ["choices", "candidates", "content"].contains { object[$0]?.array?.isEmpty == false }
      || object["promptFeedback"] != nil
  }

  /// Whether a body without a completion has one of the flat forms of an error.
  private static func isError(_ object: JSONObject) -> Bool {
    if object["success"]?.bool == false { return true }
    if let code = code(of: object), !isNothing(code) { return true }
    if nestedKeys.contains(where: { object[$0].map(says) ?? false }) { return true }
    let hasWords =
      words(
        of: object, ["message", "msg", "error_msg", "errorMessage", "error_message", "detail"])
      != nil
    return hasWords || object["detail"]?.array != nil || object["errors"]?.array?.isEmpty == false
  }
}
