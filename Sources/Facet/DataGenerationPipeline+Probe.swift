internal import FacetHTTP
internal import FacetModels

extension DataGenerationPipeline {
  /// Asks each endpoint for its list of models, which costs nothing.
  package func probeEndpoints() async -> [EndpointProbe] {
    var options = HTTPClientOptions()
    options.trustedRoots = plan.trustedRoots
    return await HTTPClient.withClient(options: options) { http in
      var probes: [EndpointProbe] = []
      for (index, lane) in plan.lanes.enumerated() {
        let wireName =
          plan.perspectives.flatMap(\.steps).first { $0.lane == index }?.wireModel ?? lane.model
        for endpoint in lane.replicas {
          probes.append(
            EndpointProbe(
              model: lane.model, provider: endpoint.provider.displayName,
              baseURL: endpoint.baseURL,
              finding: await EndpointProbe.finding(for: wireName, at: endpoint, http)))
        }
      }
      return probes
    }
  }
}
