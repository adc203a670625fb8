package import Logging

/// Sends requests through one libcurl loop on its own thread.
///
/// Connections are kept and reused; HTTP/2 is used with hosts that choose it. Redirects are never
/// followed and no request is ever sent twice.
package final class HTTPClient: Sendable {
  private let mailbox: LoopMailbox

  /// Runs tasks on the loop's own thread, which saves each request a thread switch.
  ///
  /// Only for work that never blocks, and only during the call of `withClient`.
  package let executor: any TaskExecutor

  /// The maximum number of open connections; further requests wait.
  package let maxConnections: Int

  private init(mailbox: LoopMailbox, maxConnections: Int) {
    self.mailbox = mailbox
    self.executor = LoopExecutor(mailbox: mailbox)
    self.maxConnections = maxConnections
  }

  /// Runs `body` with a client; when it returns, every transfer has ended and the loop's thread is
  /// gone.
  ///
  /// Raises the process's descriptor limit as far as permitted. A call still in flight when `body`
  /// returns ends as ``HTTPError/Reason/cancelled``.
  package static func withClient<Output, Failure: Error>(
    options: HTTPClientOptions = HTTPClientOptions(), logger: Logger? = nil,
    _ body: (HTTPClient) async throws(Failure) -> Output
  ) async throws(Failure) -> Output {
    let limit = DescriptorLimit.raise()
    let maxConnections = max(1, min(options.maxConnections ?? limit.connections, limit.connections))
    if let expected = options.expectedConcurrency, expected > limit.connections {
      logger?.warning(
        """
        the limit on open files allows fewer connections than the concurrency asked for; \
        the rest will wait (raise it with 'ulimit -n')
        """,
        metadata: [
          "connections": "\(limit.connections)", "concurrency": "\(expected)",
          "hard_limit": "\(limit.hard)",
        ])
    }

    let mailbox = LoopMailbox()
    let client = HTTPClient(mailbox: mailbox, maxConnections: maxConnections)
    let thread = LoopThread(
      mailbox: mailbox, executor: client.executor, options: options, maxConnections: maxConnections)
    do throws(Failure) {
      let output = try await body(client)
      await thread.end()
      return output
    } catch {
      await thread.end()
      throw error
    }
  }

  /// Returns the complete response to a request.
  ///
  /// - Throws: ``HTTPError``; ``HTTPError/Reason/cancelled`` as soon as the task is cancelled.
  package func response(to request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    if Task.isCancelled { throw HTTPError.cancelled }
    let call = PendingCall(request)
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        call.attach(continuation)
        if !mailbox.submit(call) { call.finish(.failure(.clientEnded)) }
      }
    } onCancel: {
      mailbox.cancel(call)
    }
    return try outcome.get()
  }
}
