import FacetConfiguration
import FacetModels
import Foundation
import Testing

@testable import Facet
@testable import FacetCommand

@Suite("Models in the shipped configurations")
struct ShippedModelsTests {
  private static let configurations: [(name: String, text: String)] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appending(path: "configs")
    let names = ["", "tasks/"].flatMap { part in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + part)) ?? [])
        .map { part + $0 }
    }
    let shipped = names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }.map {
      name in
      (name, (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? "")
    }
    return shipped + [("init", TaskTemplate.configuration(name: "new", hasSchema: false))]
  }()

  @Test("Are available for at least 180 more days, and have a price")
  func serve() throws {
    #expect(Self.configurations.count >= 12)
    let today = String(Date.now.ISO8601Format().prefix(10))
    for (name, text) in Self.configurations {
      let models = text.matches(of: /"model_name": "([^"]+)"/).map { String($0.output.1) }
      // Tasks may come from rows alone.
      #expect(!models.isEmpty || name == "tasks/log_report.json", "\(name)")
      let named = text.firstMatch(of: /"api_provider": "([^"]+)"/).map { String($0.output.1) }
      for model in models {
        let provider =
          named.flatMap { ProviderTable.provider(named: $0) }
          ?? ProviderTable.provider(servingModel: model)?.provider ?? ProviderTable.fallback
        let facts = try #require(
          PriceTable.bundled.facts(provider: provider.name, model: model), "\(name): \(model)")
        #expect(facts.price != nil)
        guard let end = facts.shutdown else { continue }
        let days = try #require(PlanCautions.days(from: today, to: end))
        #expect(days >= 180, "\(name): \(model) ends on \(end)")
      }
    }
  }
}
