/// Recognises a prompt rejected by the provider's policy.
enum PolicyWords {
  static func refuses(names: [String]) -> Bool {
    names.contains { name in
      let letters = name.filter(\.isLetter)
      return policyNames.contains(where: letters.contains)
    }
  }

  static func refuses(_ text: ErrorText) -> Bool {
    text.contains(anyOf: phrases)
      || text.contains("guardrail") && text.contains(anyOf: guardrailVerbs)
        && !text.contains(anyOf: guardrailMistakes)
  }

  /// Parts of codes, letters only.
  private static let policyNames = [
    "contentfilter", "contentpolicy", "moderationblocked", "responsibleaipolicy", "invalidprompt",
    "datainspectionfailed", "sensitive", "promptblocked", "safetyviolation", "contentrisk",
    "contentaudit",
  ]

  private static let phrases = [
    "content_filter", "content_policy_violation", "moderation_blocked",
    "responsibleaipolicyviolation", "content management policy",
    "rejected as a result of our safety system", "invalid_prompt", "inappropriate content",
    "usage policy", "usage policies", "content policy", "flagged as potentially",
    "new_sensitive", "sensitive content", "sensitive information", "sensitive words",
    "usage guidelines", "prohibited content", "prohibited use policy", "safety_check",
    "safety filter", "敏感内容", "敏感信息", "敏感词", "不合规",
    "违规内容", "不安全",
  ]

  /// A guardrail that acted on the prompt.
  private static let guardrailVerbs = [
    "interven", "block", "violat", "reject", "denied", "refus", "trigger", "flag", "trip", "fail",
    "prohibit",
  ]

  /// A guardrail that is configured wrongly.
  private static let guardrailMistakes = [
    "not exist", "not found", "identifier", "version", "permission", "not authorized", "unknown",
    "restrictions",
  ]
}
