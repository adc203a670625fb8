internal import CJSONC

/// A json-c value with one owner, freed when that owner goes away.
@safe struct ParsedTree: ~Copyable {
  /// json-c's `null` is a null pointer.
  private let root: OpaquePointer?

  /// The offset at which the value ended.
  let end: Int

  /// Takes over the value.
  init(root: OpaquePointer?, end: Int) {
    unsafe self.root = root
    self.end = end
  }

  deinit { unsafe json_object_put(root) }

  /// The value as a ``JSONValue``, with observations made on the way.
  ///
  /// - Parameter isChecked: Whether ``RowScan`` and a UTF-8 validation accepted the bytes. If so,
  ///   every number and string is known to be well formed; otherwise each is checked.
  func conversion(isChecked: Bool) -> Conversion {
    var conversion = Conversion(isChecked: isChecked)
    conversion.value = unsafe conversion.value(of: root)
    return conversion
  }

  /// A walk over json-c's values that converts each to a ``JSONValue``.
  struct Conversion {
    var value = JSONValue.null

    /// The number of members in all objects together.
    var memberCount = 0

    /// Whether an integer is at json-c's limit: it may have been larger.
    var mayBeSaturated = false

    private let isChecked: Bool

    fileprivate init(isChecked: Bool) {
      self.isChecked = isChecked
    }

    fileprivate mutating func value(of node: OpaquePointer?) -> JSONValue {
      guard let node = unsafe node else { return .null }
      switch unsafe json_object_get_type(node) {
      case json_type_string: return unsafe .string(string(of: node))
      case json_type_object: return unsafe .object(object(of: node))
      case json_type_array: return unsafe .array(array(of: node))
      case json_type_int: return unsafe .number(integer(of: node))
      case json_type_double: return unsafe double(of: node)
      case json_type_boolean: return unsafe .bool(json_object_get_boolean(node) != 0)
      default: return .null
      }
    }

    private mutating func object(of node: OpaquePointer) -> JSONObject {
      let count = unsafe Int(json_object_object_length(node))
      memberCount += count
      var members: [JSONObject.Member] = []
      members.reserveCapacity(count)
      var next = unsafe cjsonc_first_entry(node)
      while let entry = unsafe next {
        if let key = unsafe cjsonc_key(entry) {
          let value = unsafe value(of: cjsonc_value(entry))
          unsafe members.append(
            JSONObject.Member(key: text(key, count: Int(strlen(key))), value: value))
        }
        unsafe next = cjsonc_next_entry(entry)
      }
      return JSONObject(distinct: members)
    }

    private mutating func array(of node: OpaquePointer) -> [JSONValue] {
      let count = unsafe json_object_array_length(node)
      var elements: [JSONValue] = []
      elements.reserveCapacity(count)
      for index in 0..<count {
        let element = unsafe json_object_array_get_idx(node, index)
        unsafe elements.append(value(of: element))
      }
      return elements
    }

    private func string(of node: OpaquePointer) -> String {
      guard let start = unsafe json_object_get_string(node) else { return "" }
      return unsafe text(start, count: Int(json_object_get_string_len(node)))
    }

    private mutating func integer(of node: OpaquePointer) -> JSONNumber {
      let value = unsafe json_object_get_int64(node)
      if value == .max {
        let unsigned = unsafe json_object_get_uint64(node)
        if unsigned == .max { mayBeSaturated = true }
        return JSONNumber(validated: String(unsigned))
      }
      if value == .min { mayBeSaturated = true }
      return JSONNumber(Int(value))
    }

    /// The number with its text; `null` for NaN and infinity, which JSON does not have.
    private func double(of node: OpaquePointer) -> JSONValue {
      let value = unsafe json_object_get_double(node)
      guard let userdata = unsafe json_object_get_userdata(node) else {
        return value.isFinite ? .number(JSONNumber(value)) : .null
      }
      // A parsed double keeps its text as its serializer's data.
      let start = unsafe userdata.assumingMemoryBound(to: CChar.self)
      let text = unsafe text(start, count: Int(strlen(start)))
      if !isChecked, !NumberScan.isNumber(text) {
        return value.isFinite ? .number(JSONNumber(value)) : .null
      }
      return .number(JSONNumber(validated: text))
    }

    private func text(_ start: UnsafePointer<CChar>, count: Int) -> String {
      unsafe start.withMemoryRebound(to: UInt8.self, capacity: count) {
        let bytes = unsafe UnsafeBufferPointer(start: $0, count: count)
        guard isChecked else { return unsafe String(decoding: bytes, as: UTF8.self) }
        return unsafe String(copying: UTF8Span(unchecked: bytes.span))
      }
    }
  }
}
