/// The valid keys at one level of a configuration.
struct KeyTable: Sendable {
  /// In the order of the documentation.
  var known: [String]
  /// Common other names for a known key.
  var aliases: [String: String] = [:]
  /// The purpose for which a key is reserved, and what to use for now.
  var reserved: [String: (purpose: String, today: String)] = [:]

  static let task = KeyTable(
    known: [
      "$schema", "task_type", "task_description", "model_config", "models", "agent_perspectives",
      "data_config", "add_references", "api_provider", "base_url", "prompt_layout", "limits",
      "retry", "on", "budget", "scores", "csv_analysis", "teacher_model", "question_gen_model",
      "max_turns",
      "n_consistency", "float_tolerance", "tasks", "metadata",
    ],
    aliases: [
      "task": "task_type", "model": "model_config",
      "perspectives": "agent_perspectives", "agents": "agent_perspectives",
      "data": "data_config", "provider": "api_provider", "references": "add_references",
      "layout": "prompt_layout", "rate_limits": "limits", "retries": "retry",
      "score": "scores", "scorers": "scores", "rewards": "scores", "graders": "scores",
    ],
    reserved: reservedKeys.merging([
      "n_question_slots": ("the number of concurrent questions", "use '-j'")
    ]) { first, _ in first })

  /// The keys of ``csvAnalysis`` that published configurations have at the top level.
  static let publishedCSVKeys = [
    "teacher_model", "question_gen_model", "max_turns", "n_consistency", "float_tolerance",
  ]

  static let csvAnalysis = KeyTable(
    known: publishedCSVKeys + [
      "max_invalid_replies", "max_context_tokens", "max_active_turns", "dynamic_triangulation",
      "triangulation_by_difficulty", "relative_tolerance", "stop_when_decided", "code_tool",
      "execution_timeout_s", "output_limit",
    ],
    aliases: [
      "dynamic": "dynamic_triangulation", "absolute_tolerance": "float_tolerance",
      "timeout_s": "execution_timeout_s", "turns": "max_turns",
    ])

  static let difficulties = KeyTable(known: ["EASY", "MEDIUM", "HARD", "VERY_HARD"])

  static let model = KeyTable(
    known: [
      "model_name", "max_tokens", "temperature", "top_p", "stop", "seed", "reasoning_effort",
      "reasoning", "api_provider", "base_url", "endpoint_id", "api_key_env", "extra_headers",
      "extra_body", "price", "service_tier",
    ],
    aliases: [
      "model": "model_name", "name": "model_name", "temp": "temperature",
      "max_output_tokens": "max_tokens", "max_completion_tokens": "max_tokens",
      "max_new_tokens": "max_tokens", "stop_sequences": "stop", "random_seed": "seed",
      "effort": "reasoning_effort", "provider": "api_provider", "url": "base_url",
      "api_base": "base_url", "headers": "extra_headers", "body": "extra_body",
      "tier": "service_tier",
    ])

  /// An element of `models`.
  static let listedModel = KeyTable(known: model.known + ["label"], aliases: model.aliases)

  static let perspective = KeyTable(
    known: [
      "condition", "reading", "strategy", "schema", "repair", "steps", "continue", "examples",
      "messages", "system", "completions", "model_config", "agent", "metadata",
    ],
    aliases: [
      "name": "condition", "label": "condition", "prompt": "strategy",
      "instruction": "strategy", "system_prompt": "system", "n": "completions",
      "model": "model_config", "response_format": "schema", "json_schema": "schema",
      "repairs": "repair",
    ],
    reserved: reservedKeys.filter { $0.key == "tools" })

  /// The keys of ``agent`` that only the kind `harbor` has.
  static let harborKeys = ["name", "model", "environment", "options"]

  static let agent = KeyTable(
    known: [
      "kind", "max_turns", "max_invalid_replies", "max_context_tokens", "command_timeout_s",
      "output_limit", "code_tool", "timeout_multiplier", "trim_blank_rows",
    ] + harborKeys,
    aliases: [
      "type": "kind", "agent": "name", "model_name": "model", "env": "environment",
      "kwargs": "options", "turns": "max_turns", "max_episodes": "max_turns",
      "step_limit": "max_turns", "timeout_s": "command_timeout_s",
      "agent_timeout_multiplier": "timeout_multiplier",
    ])

  static let step = KeyTable(
    known: [
      "name", "prompt", "schema", "repair", "system", "examples", "messages", "model_config",
      "per_completion",
    ],
    aliases: [
      "id": "name", "condition": "name", "strategy": "prompt", "instruction": "prompt",
      "text": "prompt", "file": "prompt", "system_prompt": "system", "model": "model_config",
      "response_format": "schema", "json_schema": "schema", "repairs": "repair",
    ], reserved: reservedKeys.filter { $0.key == "tools" })

  /// An element of `messages`.
  static let message = KeyTable(
    known: ["role", "content"], aliases: ["text": "content", "value": "content", "from": "role"])

  static let prompt = KeyTable(
    known: ["text", "file", "schema", "repair", "model_config"],
    aliases: [
      "path": "file", "model": "model_config", "response_format": "schema",
      "json_schema": "schema", "repairs": "repair",
    ])
  static let promptText = KeyTable(known: ["text", "file"], aliases: ["path": "file"])

  static let data = KeyTable(
    known: [
      "input_data_path", "sample_size", "input_field", "reference_field", "id_field",
      "messages_field", "shuffle_seed", "header", "skip_bad_rows",
    ],
    aliases: [
      "conversation_field": "messages_field", "conversations_field": "messages_field",
      "messages": "messages_field",
      "path": "input_data_path", "input_path": "input_data_path", "file": "input_data_path",
      "samples": "sample_size", "limit": "sample_size", "seed": "shuffle_seed",
      "shuffle": "shuffle_seed",
    ])

  static let specificLimits = KeyTable(
    known: ["max_concurrency", "requests_per_minute", "tokens_per_minute"],
    aliases: [
      "concurrency": "max_concurrency", "rpm": "requests_per_minute", "tpm": "tokens_per_minute",
    ])

  static let limits = KeyTable(
    known: specificLimits.known + ["lead_s"],
    aliases: specificLimits.aliases.merging(["lead": "lead_s"]) { own, _ in own })

  static let retry = KeyTable(
    known: ["max_attempts", "timeout_s", "first_byte_timeout_s", "wait_for_endpoint_s"],
    aliases: ["attempts": "max_attempts", "max_retries": "max_attempts", "timeout": "timeout_s"])

  static let outcomes = KeyTable(
    known: ["refused", "truncated", "max_failures"], aliases: ["refusal": "refused"])

  static let budget = KeyTable(
    known: ["usd", "tokens", "requests", "duration_s"],
    aliases: ["cost": "usd", "dollars": "usd", "duration": "duration_s"])

  static let price = KeyTable(
    known: ["input", "output", "cached_input", "cache_write"],
    aliases: ["prompt": "input", "completion": "output", "cached": "cached_input"])

  /// The levels searched for a key that is at the wrong level.
  static let levels: [(place: String, keys: KeyTable)] = [
    ("in 'model_config'", .model), ("in 'data_config'", .data), ("in 'limits'", .limits),
    ("in 'retry'", .retry), ("in 'on'", .outcomes), ("in a perspective", .perspective),
    ("at the top level", .task), ("in 'csv_analysis'", .csvAnalysis), ("in 'tasks'", .tasks),
    ("in 'agent'", .agent),
  ]

  /// Whether this level holds request parameters.
  var holdsParameters: Bool { known.contains("extra_body") }
}

extension KeyTable {
  private static let reservedKeys: [String: (purpose: String, today: String)] = [
    "compare_models": (
      "runs that compare models", "list them in 'models'"
    ),
    "extends": (
      "configurations that build on another", "repeat what they share, or use '--set'"
    ),
    "vars": (
      "variables of a configuration", "use '--set', or fields of the samples in a template"
    ),
    "perspective_defaults": (
      "settings that all perspectives share", "write them in each perspective"
    ),
    "tools": (
      "tools that a model may call", "only CSV analysis and agents have tools"
    ),
    "output": (
      "settings of the output", "use '--output'"
    ),
    "batch": (
      "providers' batch interfaces", "requests go out one by one; leave the key out"
    ),
  ]

  /// Provider parameters with a name close to a known key but a different meaning.
  static let requestParameters: Set<String> = ["top_k", "top_a", "top_n"]
}
