/// What follows from an exception of a trial, by its name: Harbor's table.
package struct TrialPolicy: Sendable, Hashable {
  /// Whether another try may succeed.
  package var retries: Bool
  /// Whether the tests run all the same.
  package var grades: Bool
  /// Whether the reward then counts.
  package var isRewardValid: Bool

  /// The policy of an exception; an unknown one is retried, graded and valid.
  package init(of exception: String) {
    self =
      Self.table.first { $0.names.contains(exception) }?.policy
      ?? TrialPolicy(retries: true, grades: true, isRewardValid: true)
  }

  private init(retries: Bool, grades: Bool, isRewardValid: Bool) {
    self.retries = retries
    self.grades = grades
    self.isRewardValid = isRewardValid
  }

  private static let table: [(policy: TrialPolicy, names: Set<String>)] = [
    (
      TrialPolicy(retries: true, grades: false, isRewardValid: false),
      [
        "EnvironmentStartTimeoutError", "SandboxBuildFailedError", "AgentSetupTimeoutError",
        "HealthcheckError", "SandboxLikelyOutOfMemoryError", "MemoryLimitExceededError",
        "SSHAccessError", "GKEExecStreamClosedError", "GKEPodNotFoundError",
        "RuntimeRequestError", "AddTestsDirError", "DownloadVerifierDirError",
      ]
    ),
    (
      TrialPolicy(retries: true, grades: true, isRewardValid: false),
      [
        "ApiError", "ApiRateLimitError", "ApiInternalServerError", "ApiOverloadedError",
        "ApiConnectionClosedError", "ApiResponseStalledError", "UnknownApiError",
        "NetworkConnectionError", "ApiConnectionError", "ApiUsageLimitError", "RateLimitError",
        "InternalServerError", "ServiceUnavailableError", "APIConnectionError", "APIError",
        "Timeout",
      ]
    ),
    (
      TrialPolicy(retries: false, grades: true, isRewardValid: false),
      [
        "UnsupportedModelParametersError", "BadRequestError", "UnprocessableEntityError",
        "UnsupportedParamsError", "APIResponseValidationError", "BudgetExceededError",
        "VerifierTimeoutError", "RewardFileNotFoundError", "RewardFileEmptyError",
        "VerifierOutputParseError",
      ]
    ),
    (
      TrialPolicy(retries: false, grades: false, isRewardValid: false),
      [
        "AgentAuthenticationError", "ModelNotFoundError", "ApiProviderResourceNotFoundError",
        "AuthenticationError", "PermissionDeniedError", "NotFoundError",
        "ServiceOperationsUnsupportedError", "VercelScopeError", "DspyImportError",
        "MissingExtraError", "RegradeError", "CancelledError",
      ]
    ),
    (
      TrialPolicy(retries: false, grades: true, isRewardValid: true),
      [
        "NonZeroAgentExitCodeError", "AgentTimeoutError", "ContextWindowExceededError",
        "OutputTokenExceededError", "ContextLengthExceededError", "OutputLengthExceededError",
        "AgentSafetyRefusalError", "ContentPolicyViolationError",
      ]
    ),
  ]
}
