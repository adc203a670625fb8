internal import NIOCore
internal import NIOHTTP1

/// One connection: it serves one request at a time, in order.
///
/// It writes bytes rather than HTTP parts, so that deliberately broken HTTP takes the same path as
/// an answer.
final class RehearsalHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  static let largestBody = 64 << 20
  /// The number of waiting requests above which the connection is no longer read.
  private static let longestQueue = 16

  private let engine: RehearsalEngine
  private let clock = ContinuousClock()
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var isTooLarge = false
  private var queue: [(HTTPRequestHead, [UInt8], isTooLarge: Bool)] = []
  private var holdsRead = false
  private var state = State.idle

  private enum State {
    case idle
    /// A request is being served; `counts` if the engine must be notified of its end.
    case serving(Reply, counts: Bool, isRecorded: Bool)
    case closing
  }

  init(engine: RehearsalEngine) {
    self.engine = engine
  }

  func channelActive(context: ChannelHandlerContext) {
    engine.connectionOpened()
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(isWhole: false)
    state = .closing
    queue = []
    context.fireChannelInactive()
  }

  func read(context: ChannelHandlerContext) {
    if queue.count >= Self.longestQueue { holdsRead = true } else { context.read() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard case .idle = state, error is HTTPParserError else { return context.close(promise: nil) }
    state = .closing
    let reply = engine.plain(Failure(.invalidRequest, "The request is not HTTP: \(error)"))
    sendWhole(reply, closes: true, context: context)
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
      isTooLarge = false
      if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }) {
        if length > Self.largestBody { isTooLarge = true } else { body.reserveCapacity(length) }
      }
      if !isTooLarge, head.headers.first(name: "expect")?.lowercased() == "100-continue" {
        send(context.channel.allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n"), context)
      }
      if isTooLarge { receive(context: context) }
    case .body(let bytes):
      guard head != nil else { return }
      guard body.count + bytes.readableBytes <= Self.largestBody else {
        isTooLarge = true
        return receive(context: context)
      }
      body.append(contentsOf: bytes.readableBytesView)
    case .end: if head != nil { receive(context: context) }
    }
  }

  private func receive(context: ChannelHandlerContext) {
    guard let head else { return }
    self.head = nil
    queue.append((head, body, isTooLarge))
    body = []
    serveNext(context: context)
  }

  private func serveNext(context: ChannelHandlerContext) {
    guard case .idle = state, !queue.isEmpty else { return }
    defer { resumeReading(context: context) }
    let (head, body, isTooLarge) = queue.removeFirst()
    if isTooLarge {
      state = .closing
      let reply = engine.plain(Failure(.tooLarge, "A request may have 64 MiB."))
      return sendWhole(reply, closes: true, context: context)
    }
    let request = RehearsalEngine.Request(
      method: head.method.rawValue, uri: head.uri, body: body,
      header: { head.headers.first(name: $0) })
    var (reply, counts) = engine.reply(to: request, now: clock.now)
    if head.method == .HEAD { reply.body = [] }
    state = .serving(reply, counts: counts, isRecorded: false)
    let closes = !head.isKeepAlive
    if reply.delay > .zero {
      schedule(after: reply.delay, context: context) { handler, context in
        handler.deliver(reply, closes: closes, context: context)
      }
    } else {
      deliver(reply, closes: closes, context: context)
    }
  }

  private func resumeReading(context: ChannelHandlerContext) {
    guard holdsRead, queue.count < Self.longestQueue else { return }
    holdsRead = false
    context.read()
  }

  // MARK: Replies

  private func deliver(_ reply: Reply, closes: Bool, context: ChannelHandlerContext) {
    guard case .serving = state else { return }
    let head = context.channel.allocator.buffer(
      string: reply.head(
        contentLength: reply.contentLength, date: WallTime.now.httpText, closes: closes))
    switch reply.delivery {
    case .whole:
      record(isWhole: true)
      sendWhole(reply, closes: closes, context: context)
      done(closes: closes, context: context)
    case .padded(let position, let filler):
      send(head, context)
      send(context.channel.allocator.buffer(bytes: reply.body[..<position]), context)
      pad(filler, reply: reply, from: position, closes: closes, context: context)
    case .drip:
      var bytes = head
      bytes.writeBytes(reply.body)
      drip(bytes, closes: closes, context: context)
    case .stall: record(isWhole: false)
    case .stallInBody:
      record(isWhole: false)
      send(head, context)
      send(context.channel.allocator.buffer(bytes: reply.body.firstHalf), context)
    case .resetBeforeHeaders:
      record(isWhole: false)
      reset(context: context)
    case .resetInHeaders:
      record(isWhole: false)
      send(head.getSlice(at: 0, length: head.readableBytes / 2) ?? head, context)
      reset(after: Self.beforeReset, context: context)
    case .resetInBody:
      record(isWhole: false)
      send(head, context)
      send(context.channel.allocator.buffer(bytes: reply.body.firstHalf), context)
      reset(after: Self.beforeReset, context: context)
    }
  }

  private func sendWhole(_ reply: Reply, closes: Bool, context: ChannelHandlerContext) {
    var buffer = context.channel.allocator.buffer(capacity: 512 + reply.body.count)
    buffer.writeString(
      reply.head(contentLength: reply.body.count, date: WallTime.now.httpText, closes: closes))
    buffer.writeBytes(reply.body)
    let sent = context.writeAndFlush(wrapOutboundOut(buffer))
    if closes {
      let context = NIOLoopBound(context, eventLoop: context.eventLoop)
      sent.whenComplete { _ in context.value.close(promise: nil) }
    }
  }

  /// Sends bytes one at a time, with a pause after each.
  private func drip(_ bytes: ByteBuffer, closes: Bool, context: ChannelHandlerContext) {
    guard case .serving = state else { return }
    var bytes = bytes
    guard let byte = bytes.readSlice(length: 1) else {
      if closes { context.close(promise: nil) }
      return done(closes: closes, context: context)
    }
    if bytes.readableBytes == 0 { record(isWhole: true) }
    send(byte, context)
    schedule(after: engine.options.dripInterval, context: context) { handler, context in
      handler.drip(bytes, closes: closes, context: context)
    }
  }

  /// Sends filler piece by piece, each after the previous one was sent.
  private func pad(
    _ count: Int, reply: Reply, from position: Int, closes: Bool, context: ChannelHandlerContext
  ) {
    guard case .serving = state else { return }
    guard count > 0 else {
      record(isWhole: true)
      send(context.channel.allocator.buffer(bytes: reply.body[position...]), context)
      if closes { context.close(promise: nil) }
      return done(closes: closes, context: context)
    }
    let piece = min(count, 1 << 18)
    let buffer = context.channel.allocator.buffer(repeating: UInt8(ascii: "a"), count: piece)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(buffer)).whenSuccess {
      let (handler, context) = bound.value
      handler.pad(
        count - piece, reply: reply, from: position, closes: closes, context: context)
    }
  }

  /// Lets written bytes arrive before the reset overtakes them.
  private static let beforeReset: Duration = .milliseconds(5)

  private func reset(after delay: Duration, context: ChannelHandlerContext) {
    schedule(after: delay, context: context) { $0.reset(context: $1) }
  }

  /// Closes the connection with a reset instead of an orderly end.
  private func reset(context: ChannelHandlerContext) {
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    guard let options = context.channel as? any SocketOptionProvider else {
      return context.close(promise: nil)
    }
    options.setSoLinger(.immediate).whenComplete { _ in bound.value.close(promise: nil) }
  }

  private func done(closes: Bool, context: ChannelHandlerContext) {
    end(isWhole: true)
    state = closes ? .closing : .idle
    serveNext(context: context)
  }

  // MARK: Bookkeeping

  /// Reports the outcome of the response to the engine, once.
  private func record(isWhole: Bool) {
    guard case .serving(let reply, let counts, isRecorded: false) = state else { return }
    state = .serving(reply, counts: counts, isRecorded: true)
    if counts { engine.finish(reply, isWhole: isWhole) }
  }

  /// Reports to the engine that the request is no longer in flight.
  private func end(isWhole: Bool) {
    record(isWhole: isWhole)
    guard case .serving(_, counts: true, _) = state else { return }
    engine.leave()
  }

  private func send(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
  }

  private func schedule(
    after delay: Duration, context: ChannelHandlerContext,
    _ body: @escaping (RehearsalHandler, ChannelHandlerContext) -> Void
  ) {
    _ = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) {
      body(self, context)
    }
  }
}

extension Reply {
  /// The length announced in the head.
  fileprivate var contentLength: Int {
    if case .padded(_, let filler) = delivery { body.count + filler } else { body.count }
  }
}

extension [UInt8] {
  fileprivate var firstHalf: ArraySlice<UInt8> { self[..<(count / 2)] }
}
