import FacetModels
import Testing

@Suite("The page of the providers")
struct ProvidersPageTests {
  @Test("Its table is the table of the source")
  func tableIsTrue() throws {
    let page = try Page("Docs/providers.md")
    let table = try page.text(after: "<!-- providers -->", before: "<!-- end of providers -->")
    #expect(table == Self.table)
  }

  @Test("The keys of the README are the customary ones")
  func readmeIsTrue() throws {
    let rows = try Page("README.md").text.split(separator: "\n").compactMap { row in
      let cells = row.split(separator: "`", omittingEmptySubsequences: false)
      return cells.count == 5 && cells[2] == " | " ? (String(cells[1]), String(cells[3])) : nil
    }
    let keys = rows.filter { $0.1.hasSuffix("_KEY") }
    #expect(keys.count == 8)
    for (name, variable) in keys {
      #expect(ProviderTable.provider(named: name)?.keyVariables.first == variable)
    }
  }

  /// The table as the page shows it; what a failed test prints can be pasted there.
  private static var table: String {
    let header = """
      | `api_provider` | speaks | key | base URL | its variable | names that begin with |
      |---|---|---|---|---|---|

      """
    return ProviderTable.all.reduce(into: header) { text, provider in
      let cells = [
        code([provider.name] + provider.aliases), provider.wireFormat.rawValue,
        code(provider.keyVariables), provider.requiresBaseURL ? "yours" : provider.baseURL,
        code(provider.baseURLVariables), code(provider.modelPrefixes),
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
  }

  private static func code(_ words: [String]) -> String {
    words.isEmpty ? "–" : words.map { "`\($0)`" }.joined(separator: " ")
  }
}
