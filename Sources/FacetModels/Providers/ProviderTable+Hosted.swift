extension ProviderTable {
  static let together = Provider(
    name: "together", displayName: "Together", baseURL: "https://api.together.ai/v1",
    keyVariables: ["TOGETHER_API_KEY", "TOGETHERAI_API_KEY", "TOGETHER_AI_API_KEY"],
    baseURLVariables: ["TOGETHER_BASE_URL"],
    hosts: ["api.together.ai", "api.together.xyz"]
  ).with {
    $0.aliases = ["together_ai", "togetherai"]
    $0.requestLimitPeriod = .seconds(1)
    $0.tokenLimitPeriod = .seconds(1)
  }

  /// Providers with a public address and a key.
  static let hosted: [Provider] = [
    Provider(
      name: "openai", displayName: "OpenAI", baseURL: "https://api.openai.com/v1",
      keyVariables: ["OPENAI_API_KEY"],
      baseURLVariables: ["OPENAI_BASE_URL", "OPENAI_API_BASE"],
      hosts: ["api.openai.com", ".api.openai.com"],
      modelPrefixes: [
        "gpt-", "o#", "chatgpt-", "codex-", "computer-use-", "text-davinci-", "davinci-",
        "babbage-", "ft:gpt-", "ft:o#", "ft:davinci-", "ft:babbage-",
      ]
    ).with {
      $0.exceptedPrefixes = ["gpt-oss"]
      $0.serviceTiers = .named(["auto", "default", "flex", "priority", "scale", "fast"])
      $0.requestLimitPeriod = .seconds(60)
      $0.maxTokensKey = "max_completion_tokens"
    },
    Provider(
      name: "anthropic", displayName: "Anthropic", baseURL: "https://api.anthropic.com",
      wireFormat: .anthropicMessages,
      keyVariables: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"],
      baseURLVariables: ["ANTHROPIC_BASE_URL"], hosts: ["api.anthropic.com"],
      modelPrefixes: ["claude-"]
    ).with {
      $0.requestLimitPeriod = .seconds(60)
      $0.serviceTiers = .named(["auto", "standard_only"])
    },
    Provider(
      name: "gemini", displayName: "Gemini",
      baseURL: "https://generativelanguage.googleapis.com/v1beta",
      wireFormat: .geminiGenerateContent,
      keyVariables: ["GOOGLE_API_KEY", "GEMINI_API_KEY"],
      baseURLVariables: ["GOOGLE_GEMINI_BASE_URL", "GEMINI_BASE_URL"],
      hosts: ["generativelanguage.googleapis.com"],
      modelPrefixes: ["gemini-", "models/gemini-", "gemma-", "models/gemma-"]
    ).with {
      $0.aliases = ["google"]
      $0.serviceTiers = .named(["standard", "flex", "priority"])
      $0.hostVariables = ["GOOGLE_GEMINI_BASE_URL"]
      $0.wireFormatsByPath = ["/openai": .openAIChat]
    },
    together,
    Provider(
      name: "mistral", displayName: "Mistral", baseURL: "https://api.mistral.ai/v1",
      keyVariables: ["MISTRAL_API_KEY"], baseURLVariables: ["MISTRAL_BASE_URL"],
      hosts: ["api.mistral.ai", "api.eu.mistral.ai", "api.us.mistral.ai"],
      modelPrefixes: [
        "mistral-", "ministral-", "magistral-", "codestral-", "devstral-", "pixtral-",
        "open-mistral-", "open-mixtral-",
      ]
    ).with {
      $0.aliases = ["mistralai"]
      $0.seedKey = "random_seed"
    },
    Provider(
      name: "groq", displayName: "Groq", baseURL: "https://api.groq.com/openai/v1",
      keyVariables: ["GROQ_API_KEY"], baseURLVariables: ["GROQ_BASE_URL"],
      hosts: ["api.groq.com"]
    ).with {
      $0.hostVariables = ["GROQ_BASE_URL"]
      $0.serviceTiers = .named(["auto", "on_demand", "flex", "performance"])
      $0.requestLimitPeriod = .seconds(86_400)
    },
    Provider(
      name: "deepseek", displayName: "DeepSeek", baseURL: "https://api.deepseek.com",
      keyVariables: ["DEEPSEEK_API_KEY"], baseURLVariables: ["DEEPSEEK_BASE_URL"],
      hosts: ["api.deepseek.com"], modelPrefixes: ["deepseek-"]
    ).with {
      $0.wireFormatsByPath = ["/anthropic": .anthropicMessages]
    },
    Provider(
      name: "xai", displayName: "xAI", baseURL: "https://api.x.ai/v1",
      keyVariables: ["XAI_API_KEY"], baseURLVariables: ["XAI_BASE_URL"],
      hosts: ["api.x.ai", ".api.x.ai"], modelPrefixes: ["grok-"]),
    Provider(
      name: "openrouter", displayName: "OpenRouter", baseURL: "https://openrouter.ai/api/v1",
      keyVariables: ["OPENROUTER_API_KEY"], baseURLVariables: ["OPENROUTER_BASE_URL"],
      hosts: ["openrouter.ai"], modelPrefixes: ["openrouter/"]),
    Provider(
      name: "fireworks", displayName: "Fireworks",
      baseURL: "https://api.fireworks.ai/inference/v1",
      keyVariables: ["FIREWORKS_API_KEY", "FIREWORKS_AI_API_KEY"],
      baseURLVariables: ["FIREWORKS_BASE_URL"], hosts: ["api.fireworks.ai"],
      modelPrefixes: ["accounts/fireworks/"]
    ).with { $0.aliases = ["fireworks_ai"] },
    Provider(
      name: "cerebras", displayName: "Cerebras", baseURL: "https://api.cerebras.ai/v1",
      keyVariables: ["CEREBRAS_API_KEY"], baseURLVariables: ["CEREBRAS_BASE_URL"],
      hosts: ["api.cerebras.ai"]
    ).with { $0.maxTokensKey = "max_completion_tokens" },
    // The address is the customer's own: only the variable or a `base_url` gives it.
    Provider(
      name: "azure", displayName: "Azure OpenAI",
      baseURL: "https://unset.openai.azure.com/openai/v1",
      keyVariables: ["AZURE_OPENAI_API_KEY"], baseURLVariables: ["AZURE_OPENAI_ENDPOINT"],
      hosts: [".openai.azure.com", ".services.ai.azure.com"]
    ).with {
      $0.aliases = ["azure_openai"]
      $0.hostVariables = ["AZURE_OPENAI_ENDPOINT"]
      $0.requiresBaseURL = true
      $0.maxTokensKey = "max_completion_tokens"
    },
    Provider(
      name: "perplexity", displayName: "Perplexity", baseURL: "https://api.perplexity.ai",
      keyVariables: ["PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"],
      baseURLVariables: ["PERPLEXITY_BASE_URL"], hosts: ["api.perplexity.ai"],
      modelPrefixes: ["sonar"]),
    Provider(
      name: "deepinfra", displayName: "DeepInfra",
      baseURL: "https://api.deepinfra.com/v1/openai", keyVariables: ["DEEPINFRA_API_KEY"],
      baseURLVariables: ["DEEPINFRA_BASE_URL"], hosts: ["api.deepinfra.com"]),
    Provider(
      name: "moonshot", displayName: "Moonshot", baseURL: "https://api.moonshot.ai/v1",
      keyVariables: ["MOONSHOT_API_KEY"], baseURLVariables: ["MOONSHOT_BASE_URL"],
      hosts: ["api.moonshot.ai", "api.moonshot.cn"], modelPrefixes: ["kimi-", "moonshot-"]),
    Provider(
      name: "zai", displayName: "Z.ai", baseURL: "https://api.z.ai/api/paas/v4",
      keyVariables: ["ZAI_API_KEY"], baseURLVariables: ["ZAI_BASE_URL"], hosts: ["api.z.ai"],
      modelPrefixes: ["glm-"]),
    Provider(
      name: "sambanova", displayName: "SambaNova", baseURL: "https://api.sambanova.ai/v1",
      keyVariables: ["SAMBANOVA_API_KEY"], baseURLVariables: ["SAMBANOVA_BASE_URL"],
      hosts: ["api.sambanova.ai"]),
    Provider(
      name: "nvidia", displayName: "NVIDIA", baseURL: "https://integrate.api.nvidia.com/v1",
      keyVariables: ["NVIDIA_NIM_API_KEY", "NVIDIA_API_KEY"],
      baseURLVariables: ["NVIDIA_BASE_URL"], hosts: ["integrate.api.nvidia.com"]
    ).with { $0.aliases = ["nvidia_nim"] },
    Provider(
      name: "dashscope", displayName: "DashScope",
      baseURL: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
      keyVariables: ["DASHSCOPE_API_KEY"], baseURLVariables: ["DASHSCOPE_BASE_URL"],
      hosts: ["dashscope-intl.aliyuncs.com", "dashscope.aliyuncs.com"],
      modelPrefixes: ["qwen-"]),
    Provider(
      name: "huggingface", displayName: "Hugging Face",
      baseURL: "https://router.huggingface.co/v1", keyVariables: ["HF_TOKEN"],
      baseURLVariables: ["HUGGINGFACE_BASE_URL"], hosts: ["router.huggingface.co"]
    ).with { $0.aliases = ["hf"] },
  ]
}
