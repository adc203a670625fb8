import FacetConfiguration
import FacetJSON
import FacetPlatform
import Testing

@Suite("The page of the configuration")
struct ConfigurationPageTests {
  private let page: Page
  private let schemaKeys: Set<String>

  init() throws {
    page = try Page("Docs/configuration.md")
    let bytes = try FileSystem.contents(of: Page.root + "/configs/facet.schema.json")
    schemaKeys = Self.properties(of: try ResponseJSON.value(of: bytes))
  }

  @Test("Every key of the schema stands in the page, or in that of scores")
  func hasEveryKey() throws {
    let spans = Set(page.codeSpans).union(try Page("Docs/scores.md").codeSpans)
    #expect(schemaKeys.count > 50)
    #expect(schemaKeys.subtracting(spans).sorted() == [])
  }

  @Test("Every key of the page's tables is one of the schema")
  func inventsNoKey() {
    let rows = page.text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    let keys = rows.compactMap { row in
      row.split(separator: "`", omittingEmptySubsequences: false).dropFirst().first.map(String.init)
    }
    #expect(keys.count > 40)
    #expect(Set(keys).subtracting(schemaKeys).sorted() == [])
  }

  @Test("The examples are configurations without a mistake or a warning")
  func examplesAreSound() throws {
    let examples = page.blocks(of: "jsonc") + (try Page("README.md")).blocks(of: "jsonc")
    let configurations = examples.filter { $0.contains("\"agent_perspectives\"") }
    #expect(configurations.count >= 2)
    for text in configurations {
      let configuration = try TaskConfiguration(text: text, path: Page.root + "/configs/page.json")
      #expect(configuration.warnings.map(\.description) == [])
    }
  }

  /// The names under `properties`, at any depth.
  private static func properties(of schema: JSONValue) -> Set<String> {
    switch schema {
    case .object(let object):
      var names: Set<String> = []
      for member in object.members {
        if member.key == "properties", case .object(let properties) = member.value {
          names.formUnion(properties.keys)
        }
        names.formUnion(Self.properties(of: member.value))
      }
      return names
    case .array(let elements):
      return elements.reduce(into: []) { $0.formUnion(Self.properties(of: $1)) }
    default:
      return []
    }
  }
}
