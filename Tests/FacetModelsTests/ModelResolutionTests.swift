import FacetModels
import Testing

@Suite struct ModelResolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var model: String
    var provider: String
    var wireName: String
    var rule: ModelResolution.Rule
    var testDescription: String { model }

    init(_ model: String, _ provider: String, _ rule: ModelResolution.Rule, as name: String? = nil)
    {
      self.model = model
      self.provider = provider
      wireName = name ?? model
      self.rule = rule
    }
  }

  @Test(
    "A name goes to the provider that its form names",
    arguments: [
      Case("gpt-4o-mini", "openai", .nameTable),
      Case("GPT-4o", "openai", .nameTable),
      Case("gpt-4o:extended", "openai", .nameTable),
      Case("chatgpt-4o-latest", "openai", .nameTable),
      Case("codex-mini-latest", "openai", .nameTable),
      Case("o1", "openai", .nameTable),
      Case("o3-mini", "openai", .nameTable),
      Case("o4-mini-deep-research", "openai", .nameTable),
      Case("o12-pro", "openai", .nameTable),
      Case("o0-x", "together", .fallback),
      Case("o3x", "together", .fallback),
      Case("orca-2", "together", .fallback),
      Case("ft:gpt-4o-mini-2024-07-18:acme::abc", "openai", .nameTable),
      Case("ft:o3-mini:acme::abc", "openai", .nameTable),
      Case("gpt-oss-120b", "together", .fallback),
      Case("gpt-oss-20b", "together", .fallback),
      Case("openai/gpt-oss-120b", "together", .fallback),
      Case("openai/gpt-4o", "together", .fallback),
      Case("claude-sonnet-4-5", "anthropic", .nameTable),
      Case("claude-sonnet-4-5@20250929", "anthropic", .nameTable),
      Case("anthropic/claude-haiku-4.5", "together", .fallback),
      Case("anthropic.claude-3-haiku-20240307-v1:0", "together", .fallback),
      Case("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "together", .fallback),
      Case("gemini-3.5-flash", "gemini", .nameTable),
      Case("models/gemini-3.5-flash", "gemini", .nameTable),
      Case("gemma-3-27b-it", "gemini", .nameTable),
      Case("google/gemma-3-27b-it", "together", .fallback),
      Case("mistral-large-latest", "mistral", .nameTable),
      Case("open-mixtral-8x22b", "mistral", .nameTable),
      Case("mistral", "together", .fallback),
      Case("mistralai/Mistral-7B-Instruct-v0.3", "together", .fallback),
      Case("deepseek-flash", "deepseek", .nameTable),
      Case("deepseek-r1:7b", "deepseek", .nameTable),
      Case("deepseek-ai/DeepSeek-V3", "together", .fallback),
      Case("grok-4.5", "xai", .nameTable),
      Case("x-ai/grok-4.5", "together", .fallback),
      Case("sonar", "perplexity", .nameTable),
      Case("sonar-pro", "perplexity", .nameTable),
      Case("kimi-k2", "moonshot", .nameTable),
      Case("glm-4.6", "zai", .nameTable),
      Case("qwen-max", "dashscope", .nameTable),
      Case("Qwen/Qwen3-8B", "together", .fallback),
      Case("accounts/fireworks/models/llama-v3p1-8b", "fireworks", .nameTable),
      Case("openrouter/auto", "openrouter", .nameTable),
      Case("meta-llama/Llama-3.3-70B-Instruct-Turbo", "together", .fallback),
      Case("llama-3.3-70b-versatile", "together", .fallback),
      Case("llama3.2:3b", "together", .fallback),
      Case("/models/x.gguf", "together", .fallback),
      Case(
        "together:meta-llama/Llama-3.3-70B-Instruct-Turbo", "together", .providerPrefix,
        as: "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
      Case("ollama:llama3.2:3b", "ollama", .providerPrefix, as: "llama3.2:3b"),
      Case("OpenAI:gpt-oss-120b", "openai", .providerPrefix, as: "gpt-oss-120b"),
      Case(
        "openrouter:deepseek/deepseek-v4-pro:free", "openrouter", .providerPrefix,
        as: "deepseek/deepseek-v4-pro:free"),
      Case("groq:llama-3.3-70b-versatile", "groq", .providerPrefix, as: "llama-3.3-70b-versatile"),
      Case("google:gemini-3.5-flash", "gemini", .providerPrefix, as: "gemini-3.5-flash"),
      Case("azure:my-deployment", "azure", .providerPrefix, as: "my-deployment"),
      Case("together:", "together", .fallback),
      Case("text-davinci-003", "openai", .nameTable),
      Case("text-davinci-edit-001", "openai", .nameTable),
      Case("davinci-002", "openai", .nameTable),
      Case("davinci-instruct-beta", "openai", .nameTable),
      Case("ft:davinci-002:acme::abc", "openai", .nameTable),
      Case("davincix", "together", .fallback),
      Case(
        "openrouter/anthropic/claude-haiku-4.5", "openrouter", .providerPrefix,
        as: "anthropic/claude-haiku-4.5"),
      Case("groq/llama-3.3-70b-versatile", "groq", .providerPrefix, as: "llama-3.3-70b-versatile"),
      Case(
        "together_ai/meta-llama/Llama-3.3-70B", "together", .providerPrefix,
        as: "meta-llama/Llama-3.3-70B"),
      Case("hosted_vllm/foo/bar", "vllm", .providerPrefix, as: "foo/bar"),
      Case("ollama/llama3.2:3b", "ollama", .providerPrefix, as: "llama3.2:3b"),
      Case("gemini/gemini-2.5-flash", "gemini", .providerPrefix, as: "gemini-2.5-flash"),
      Case("deepseek/deepseek-v4-pro", "together", .fallback),
      Case("groq/", "together", .fallback),
    ])
  func resolves(_ expected: Case) throws {
    let resolution = try ModelResolution.resolve(model: expected.model)
    #expect(resolution.provider.name == expected.provider)
    #expect(resolution.model == expected.wireName)
    #expect(resolution.rule == expected.rule)
    #expect(resolution.baseURL == nil)
  }

  @Test("An explicit provider decides before everything else")
  func explicitProvider() throws {
    let resolution = try ModelResolution.resolve(
      model: "claude-sonnet-4-5", provider: "OpenRouter", baseURL: "https://proxy.example/api/v1/")
    #expect(resolution.provider.name == "openrouter")
    #expect(resolution.rule == .explicitProvider)
    #expect(resolution.baseURL == "https://proxy.example/api/v1")
    #expect(resolution.model == "claude-sonnet-4-5")
  }

  @Test("A prefix that repeats the explicit provider is not part of the name")
  func repeatedPrefix() throws {
    let own = try ModelResolution.resolve(model: "groq:llama-3.3", provider: "groq")
    #expect(own.model == "llama-3.3")
    let other = try ModelResolution.resolve(model: "groq:llama-3.3", provider: "ollama")
    #expect(other.model == "groq:llama-3.3")
  }

  @Test(
    "An explicit base URL decides by its host, and the name stays as it is",
    arguments: [
      ("https://api.anthropic.com", "anthropic", .anthropicMessages, "https://api.anthropic.com"),
      ("https://api.openai.com", "openai", .openAIChat, "https://api.openai.com/v1"),
      ("https://API.Together.xyz/v1/", "together", .openAIChat, "https://api.together.xyz/v1"),
      ("https://api.groq.com", "groq", .openAIChat, "https://api.groq.com/openai/v1"),
      (
        "https://generativelanguage.googleapis.com/v1beta/openai/", "gemini", .openAIChat,
        "https://generativelanguage.googleapis.com/v1beta/openai"
      ),
      (
        "https://generativelanguage.googleapis.com", "gemini", .geminiGenerateContent,
        "https://generativelanguage.googleapis.com/v1beta"
      ),
      (
        "https://api.deepseek.com/anthropic", "deepseek", .anthropicMessages,
        "https://api.deepseek.com/anthropic"
      ),
      (
        "https://acme.openai.azure.com/openai/v1/", "azure", .openAIChat,
        "https://acme.openai.azure.com/openai/v1"
      ),
      ("http://localhost:11434", "ollama", .openAIChat, "http://localhost:11434/v1"),
      ("http://127.0.0.1:9000", "openai_compatible", .openAIChat, "http://127.0.0.1:9000/v1"),
      ("http://0.0.0.0:9000/x", "openai_compatible", .openAIChat, "http://127.0.0.1:9000/x"),
      ("https://models.example", "openai_compatible", .openAIChat, "https://models.example"),
      ("http://[::1]:8000", "openai_compatible", .openAIChat, "http://[::1]:8000/v1"),
    ] as [(String, String, WireFormat, String)])
  func explicitBaseURL(text: String, provider: String, format: WireFormat, used: String) throws {
    let resolution = try ModelResolution.resolve(model: "together:a/claude-b", baseURL: text)
    #expect(resolution.provider.name == provider)
    #expect(resolution.provider.wireFormat == format)
    #expect(resolution.baseURL == used)
    #expect(resolution.model == "together:a/claude-b")
    #expect(resolution.rule == .explicitBaseURL)
  }

  @Test(
    "An address from an option redirects a model's requests; only a known host changes the provider",
    arguments: [
      ("claude-sonnet-4-5", nil, "http://localhost:8000", "anthropic", "http://localhost:8000"),
      ("gpt-4o-mini", nil, "https://proxy.example/v1/", "openai", "https://proxy.example/v1"),
      ("m", nil, "https://api.groq.com", "groq", "https://api.groq.com/openai/v1"),
      ("groq:m", nil, "https://api.openai.com/v1", "groq", "https://api.openai.com/v1"),
      ("m", "mistral", "https://api.openai.com/v1", "mistral", "https://api.openai.com/v1"),
      (
        "deepseek-flash", nil, "https://api.deepseek.com/anthropic", "deepseek",
        "https://api.deepseek.com/anthropic"
      ),
      (
        "m", "openai_compatible", "http://127.0.0.1:9", "openai_compatible", "http://127.0.0.1:9/v1"
      ),
    ] as [(String, String?, String, String, String)])
  func moves(
    model: String, given: String?, address: String, provider: String, used: String
  ) throws {
    let resolution = try ModelResolution.resolve(
      model: model, provider: given, baseURL: nil, movedTo: address, named: "'--base-url'")
    #expect(resolution.provider.name == provider)
    #expect(resolution.baseURL == used)
    let isAnthropic = provider == "anthropic" || used.hasSuffix("/anthropic")
    #expect((resolution.provider.wireFormat == .anthropicMessages) == isAnthropic)
  }

  @Test(
    "A mistake in an address names its option",
    arguments: [
      "", "https://a/v1/chat/completions", "http://::1/v1", "https://a#x", "https://a?k=s",
    ])
  func movesNowhere(address: String) {
    let error = #expect(throws: ModelResolutionError.self) {
      try ModelResolution.resolve(
        model: "m", provider: nil, baseURL: nil, movedTo: address, named: "'--base-url'")
    }
    #expect(
      error?.message.hasPrefix("'--base-url' is not a valid base URL; ") == true)
  }

  @Test("A server that the table does not have gets no provider's key")
  func unknownHostHasNoKeyVariables() throws {
    let resolution = try ModelResolution.resolve(model: "m", baseURL: "https://models.example/v1")
    #expect(resolution.provider.keyVariables.isEmpty)
    #expect(!resolution.provider.requiresKey)
    #expect(resolution.provider.displayName == "models.example")
  }

  @Test("A server can be declared not to be a known provider")
  func compatibleServer() throws {
    let resolution = try ModelResolution.resolve(
      model: "m", provider: "OpenAI-compatible", baseURL: "http://localhost:11434")
    #expect(resolution.provider.name == "openai_compatible")
    #expect(resolution.baseURL == "http://localhost:11434/v1")
    #expect(resolution.rule == .explicitProvider)
  }

  private static func url(_ reason: String) -> String {
    "the base URL is not a valid base URL; \(reason)"
  }

  @Test(
    "Invalid names are refused",
    arguments: [
      ("m", "togeter", nil, .provider, "unknown provider 'togeter'; did you mean 'together'?"),
      ("m", nil, "models.example/v1", .baseURL, url("begin it with 'https://' or 'http://'")),
      (
        "m", "openai", "ftp://models.example", .baseURL,
        url("begin it with 'https://' or 'http://'")
      ),
      (
        "m", nil, "https://me:secret@models.example", .baseURL,
        url("it must not contain a user name or a password")
      ),
      (
        "m", "groq", "https://a/v1?key=secret", .baseURL,
        url("it must not contain a query or a fragment")
      ),
      ("m", "openai_compatible", nil, .baseURL, "'openai_compatible' needs a base URL"),
      (" ", nil, nil, .model, "the model's name is empty"),
    ] as [(String, String?, String?, ModelResolutionError.Subject, String)])
  func refuses(
    model: String, provider: String?, baseURL: String?, subject: ModelResolutionError.Subject,
    message: String
  ) {
    let error = #expect(throws: ModelResolutionError.self) {
      try ModelResolution.resolve(model: model, provider: provider, baseURL: baseURL)
    }
    #expect(error?.subject == subject)
    #expect(error?.message == message)
  }

  @Test("The message about an unknown provider lists all of them")
  func unknownProvider() {
    let error = #expect(throws: ModelResolutionError.self) {
      try ModelResolution.resolve(model: "m", provider: "skynet")
    }
    for provider in ProviderTable.all {
      #expect(error?.message.contains(provider.name) == true)
    }
  }

  @Test(
    "A misspelt name gets the nearest known one as a suggestion",
    arguments: [
      ("claud-sonnet-4-5", "did you mean 'claude-sonnet-4-5'?"),
      ("gemni-3.5-flash", "did you mean 'gemini-3.5-flash'?"),
      (
        "claud-x",
        "names that begin with 'claude-' go to Anthropic; to send this one there, write 'anthropic:claud-x'"
      ),
      (
        "claude3-something",
        "names that begin with 'claude-' go to Anthropic; to send this one there, write 'anthropic:claude3-something'"
      ),
      (
        "qwen3-max",
        "names that begin with 'qwen-' go to DashScope; to send this one there, write "
          + "'dashscope:qwen3-max'"
      ),
      ("gpt4o-mini", "did you mean 'gpt-4o-mini'?"),
      ("mistal-large-latest", "did you mean 'mistral-large-latest'?"),
      ("depseek-flash", "did you mean 'deepseek-flash'?"),
      ("togehter:meta-llama/Llama-3", "did you mean 'together:meta-llama/Llama-3'?"),
      ("llama3.2:3b", "for Ollama write 'ollama:llama3.2:3b'"),
      ("deepseek-r1:7b", "for Ollama write 'ollama:deepseek-r1:7b'"),
      (
        "openai/gpt-4o",
        "for OpenAI itself write 'openai:gpt-4o', for OpenRouter 'openrouter:openai/gpt-4o'"
      ),
      (
        "us.anthropic.claude-x-v1:0",
        "Amazon Bedrock, whose names look like this, is not supported"
      ),
      (
        "google/gemini-3.5-flash",
        "for Gemini itself write 'gemini:gemini-3.5-flash', "
          + "for OpenRouter 'openrouter:google/gemini-3.5-flash'"
      ),
      ("/models/x.gguf", "a local file needs a server: give its 'base_url'"),
      (
        "mixture",
        "Together's names have the form 'organisation/model'; "
          + "write 'provider:mixture' to send it elsewhere"
      ),
    ])
  func suggests(model: String, suggestion: String) throws {
    let resolution = try ModelResolution.resolve(model: model)
    #expect(resolution.suggestions.first == suggestion)
  }

  @Test(
    "An ordinary name needs no suggestion",
    arguments: [
      "meta-llama/Llama-3.3-70B-Instruct-Turbo", "openai/gpt-oss-120b", "claude-sonnet-4-5",
      "ft:gpt-4o-mini-2024-07-18:acme::abc", "Qwen/Qwen3-8B", "ollama:llama3.2:3b",
      "openrouter/auto",
      "mistralai/Mistral-7B-Instruct-v0.3", "google/gemma-3-27b-it", "nvidia/nemotron-nano",
    ])
  func suggestsNothing(model: String) throws {
    #expect(try ModelResolution.resolve(model: model).suggestions == [])
  }

  @Test("A missing key's error says why the model went there and what would help")
  func missingKey() throws {
    let resolution = try ModelResolution.resolve(model: "claud-sonnet-4-5")
    let error = resolution.missingKeyError(presentVariables: ["ANTHROPIC_API_KEY", "HOME"])
    #expect(error.kind == .authentication)
    #expect(error.parameter == "TOGETHER_API_KEY")
    #expect(
      error.message == "the key for Together is not set; 'claud-sonnet-4-5' goes there, because "
        + "Together is the default for unknown names; "
        + "keys are set for Anthropic (ANTHROPIC_API_KEY)")
    #expect(error.hint == "did you mean 'claude-sonnet-4-5'?; set TOGETHER_API_KEY")
  }

  @Test("A missing key's error names a provider whose key is there")
  func missingKeyWithAnotherPresent() throws {
    let resolution = try ModelResolution.resolve(model: "meta-llama/Llama-3")
    let error = resolution.missingKeyError(presentVariables: ["HF_TOKEN"])
    #expect(
      error.hint
        == "set TOGETHER_API_KEY, or name another provider: 'huggingface:meta-llama/Llama-3'")
  }

  @Test("If the provider was named, a missing key's error does not suggest another")
  func missingKeyOfNamedProvider() throws {
    let resolution = try ModelResolution.resolve(model: "groq:llama-3.3-70b-versatile")
    let error = resolution.missingKeyError(presentVariables: ["OPENAI_API_KEY"])
    #expect(error.hint == "set GROQ_API_KEY")
    #expect(error.message.contains("prefix 'groq:'"))
  }
}
