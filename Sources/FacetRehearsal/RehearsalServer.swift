package import FacetModels
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A provider on loopback that answers every wire format, with limits and faults to order.
///
/// | path, after any prefix | answers |
/// |---|---|
/// | `POST …/chat/completions` | OpenAI chat completions, Ollama's and all compatible ones |
/// | `POST …/messages` | Anthropic messages |
/// | `POST …/models/{model}:generateContent` | Gemini |
/// | `GET …/models` | the list of models, in the format of `/v1beta` or of an `anthropic-version` |
/// | `GET /stats` | ``RehearsalStatistics`` |
/// | `GET /reset` | resets the counts, the attempts and the limits |
///
/// Answers are a pure function of the seed and the content of a request. In addition to the faults
/// of its ``RehearsalOptions``, a request may choose its own: `x-facet-fault: 500,none` names one
/// fault for each attempt of its content, the last for all further attempts, and
/// `x-facet-fault-attempts: 1` limits their number. `x-facet-tool-call: true` asks for a call of
/// the first tool.
package final class RehearsalServer: Sendable {
  /// The port that it listens on.
  package let port: Int
  private let host: String
  private let engine: RehearsalEngine

  private init(host: String, port: Int, engine: RehearsalEngine) {
    self.host = host
    self.port = port
    self.engine = engine
  }

  /// The URL without a path: `http://127.0.0.1:49152`.
  package var baseURL: String {
    "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }

  /// The base URL for clients of a wire format.
  package func baseURL(for format: WireFormat) -> String {
    switch format {
    case .openAIChat: baseURL + "/v1"
    case .anthropicMessages: baseURL
    case .geminiGenerateContent: baseURL + "/v1beta"
    }
  }

  package var statistics: RehearsalStatistics { engine.statistics }

  /// Resets the counts, the attempts and the limits.
  package func reset() { engine.reset() }

  /// Serves while a body runs; every connection is closed when it returns.
  ///
  /// - Throws: The body's error, or the reason why the server cannot listen on the address.
  package static func withServer<R>(
    options: RehearsalOptions = RehearsalOptions(), _ body: (RehearsalServer) async throws -> R
  ) async throws -> R {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, options.threads))
    do {
      let engine = RehearsalEngine(options: options)
      let listener = try await bootstrap(on: group, engine: engine)
        .bind(host: options.host, port: options.port).get()
      let server = RehearsalServer(
        host: options.host, port: listener.localAddress?.port ?? options.port, engine: engine)
      let result = try await body(server)
      try await group.shutdownGracefully()
      return result
    } catch {
      try? await group.shutdownGracefully()
      throw error
    }
  }

  private static func bootstrap(
    on group: MultiThreadedEventLoopGroup, engine: RehearsalEngine
  ) -> ServerBootstrap {
    ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 4096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.maxMessagesPerRead, value: 64)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
            RehearsalHandler(engine: engine))
        }
      }
  }
}
