import FacetModels
import Testing

@Suite struct ProviderTableTests {
  @Test("Names, aliases, hosts and key variables belong to one provider each")
  func areDistinct() {
    let names = ProviderTable.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    let hosts = ProviderTable.all.flatMap(\.hosts)
    #expect(Set(hosts).count == hosts.count)
    let variables = ProviderTable.all.flatMap(\.keyVariables)
    #expect(Set(variables).count == variables.count)
    let urlVariables = ProviderTable.all.flatMap(\.baseURLVariables)
    #expect(Set(urlVariables).count == urlVariables.count)
  }

  @Test("The rows are complete", arguments: ProviderTable.all)
  func isComplete(provider: Provider) {
    #expect(!provider.keyVariables.isEmpty)
    #expect(!provider.baseURLVariables.isEmpty)
    #expect(provider.name == provider.name.lowercased())
    #expect(!provider.baseURL.hasSuffix("/"))
    #expect((try? provider.baseURL(from: provider.baseURL)) == provider.baseURL)
    #expect(Set(provider.hostVariables).isSubset(of: provider.baseURLVariables))
    for prefix in provider.modelPrefixes + provider.aliases + provider.hosts {
      #expect(prefix == prefix.lowercased())
    }
  }

  @Test("A row's own beginnings lead to it", arguments: ProviderTable.all)
  func servesItsNames(provider: Provider) {
    for prefix in provider.modelPrefixes {
      let name = prefix.replacing("#", with: "3")
      let model = name.last?.isPunctuation == true ? name + "x" : name
      #expect(ProviderTable.provider(servingModel: model)?.provider.name == provider.name)
    }
  }

  @Test(
    "A provider answers to its aliases",
    arguments: [
      ("together_ai", "together"), ("google", "gemini"), ("hosted_vllm", "vllm"),
      ("LiteLLM-Proxy", "litellm_proxy"), ("llama.cpp", "llamacpp"), ("HF", "huggingface"),
    ])
  func aliases(alias: String, name: String) {
    #expect(ProviderTable.provider(named: alias)?.name == name)
  }

  @Test("The fallback is a row of the table")
  func fallbackIsInTable() {
    #expect(ProviderTable.all.contains(ProviderTable.fallback))
    #expect(ProviderTable.fallback.name == "together")
  }

  @Test(
    "A variable that holds a host becomes a base URL",
    arguments: [
      ("ollama", "OLLAMA_HOST", "127.0.0.1", "http://127.0.0.1:11434/v1"),
      ("ollama", "OLLAMA_HOST", "0.0.0.0:8080", "http://127.0.0.1:8080/v1"),
      ("ollama", "OLLAMA_HOST", ":8080", "http://localhost:8080/v1"),
      ("ollama", "OLLAMA_HOST", "http://gpu1:11434", "http://gpu1:11434/v1"),
      ("ollama", "OLLAMA_HOST", "gpu1", "http://gpu1:11434/v1"),
      ("ollama", "OLLAMA_BASE_URL", "http://gpu1:11434/v1", "http://gpu1:11434/v1"),
      ("groq", "GROQ_BASE_URL", "https://proxy.example", "https://proxy.example/openai/v1"),
      (
        "azure", "AZURE_OPENAI_ENDPOINT", "https://acme.openai.azure.com/",
        "https://acme.openai.azure.com/openai/v1"
      ),
      ("openai", "OPENAI_BASE_URL", "https://proxy.example", "https://proxy.example"),
      ("openai", "OPENAI_BASE_URL", "http://localhost:4000", "http://localhost:4000/v1"),
      ("anthropic", "ANTHROPIC_BASE_URL", "http://localhost:4000", "http://localhost:4000"),
      ("openai", "OPENAI_BASE_URL", "proxy.example", nil),
      ("openai", "OPENAI_BASE_URL", "https://proxy.example:99999", nil),
      ("openai", "OPENAI_BASE_URL", "https://", nil),
    ] as [(String, String, String, String?)])
  func readsVariables(name: String, variable: String, text: String, expected: String?) throws {
    let provider = try #require(ProviderTable.provider(named: name))
    #expect((try? provider.baseURL(from: text, variable: variable)) == expected)
  }
}
