extension ProviderTable {
  /// Servers that users run themselves; a key is optional.
  static let selfHosted: [Provider] = [
    Provider(
      name: "ollama", displayName: "Ollama", baseURL: "http://localhost:11434/v1",
      keyVariables: ["OLLAMA_API_KEY"],
      baseURLVariables: ["OLLAMA_BASE_URL", "OLLAMA_HOST", "OLLAMA_API_BASE"],
      hosts: ["localhost:11434", "127.0.0.1:11434", "[::1]:11434", "ollama.com"]
    ).with {
      $0.aliases = ["ollama_chat"]
      $0.hostVariables = ["OLLAMA_HOST", "OLLAMA_API_BASE"]
      $0.requiresKey = false
    },
    Provider(
      name: "vllm", displayName: "vLLM", baseURL: "http://localhost:8000/v1",
      keyVariables: ["VLLM_API_KEY", "HOSTED_VLLM_API_KEY"],
      baseURLVariables: ["VLLM_BASE_URL", "HOSTED_VLLM_API_BASE"]
    ).with {
      $0.aliases = ["hosted_vllm"]
      $0.requiresKey = false
    },
    Provider(
      name: "llamacpp", displayName: "llama.cpp", baseURL: "http://localhost:8080/v1",
      keyVariables: ["LLAMACPP_API_KEY", "LLAMA_API_KEY"],
      baseURLVariables: ["LLAMACPP_BASE_URL"]
    ).with {
      $0.aliases = ["llama_cpp", "llama.cpp"]
      $0.requiresKey = false
    },
    Provider(
      name: "sglang", displayName: "SGLang", baseURL: "http://localhost:30000/v1",
      keyVariables: ["SGLANG_API_KEY"], baseURLVariables: ["SGLANG_BASE_URL"]
    ).with { $0.requiresKey = false },
    Provider(
      name: "litellm_proxy", displayName: "LiteLLM proxy", baseURL: "http://localhost:4000/v1",
      keyVariables: ["LITELLM_PROXY_API_KEY"],
      baseURLVariables: ["LITELLM_PROXY_BASE_URL", "LITELLM_PROXY_API_BASE"]
    ).with {
      $0.aliases = ["litellm"]
      $0.serviceTiers = .unknown
      $0.requiresKey = false
    },
  ]
}
