internal import CCurl

// The way of a call: submitted, let through by its origin, queued, started, ended.
extension TransferLoop {
  /// How many URLs and header lists are remembered.
  private static let maxRoutes = 256
  private static let maxHeaderLists = 8

  func submit(_ call: PendingCall) {
    call.isSubmitted = true
    if call.isCancelledEarly { return call.finish(.failure(.cancelled)) }
    do throws(HTTPError) {
      call.route = try route(to: call.request.url)
      call.headers = try headerList(of: call.request.headers)
    } catch {
      return call.finish(.failure(error))
    }
    admit(call)
  }

  /// Ends a call wherever it is; one not submitted yet ends when it comes.
  func cancel(_ call: PendingCall) {
    if !call.isSubmitted {
      call.isCancelledEarly = true
    } else if let slot = call.slot {
      breakOff(slot, .cancelled)
    } else if !call.isOver {
      let origin = call.route?.origin
      call.finish(.failure(.cancelled))
      if let origin, origin.leader === call { release(origin) }
    }
  }

  /// Whether a call waits for a slot and there is one.
  var hasStartableCall: Bool { active.count < maxActive && queueHead < queue.count }

  /// Starts the calls that wait for a slot, as long as there is one.
  func startQueued() {
    while hasStartableCall {
      let call = queue[queueHead]
      queueHead += 1
      if !call.isOver { start(call) }
    }
    if queueHead == queue.count {
      queue.removeAll(keepingCapacity: true)
      queueHead = 0
    } else if queueHead > 1024, queueHead * 2 > queue.count {
      queue.removeFirst(queueHead)
      queueHead = 0
    }
  }

  /// Lets the followers go of every leader that has got its connection.
  func releaseFollowers() {
    while let slot = connectedLeaders.popLast() {
      guard let call = slot.call, let origin = call.route?.origin, origin.leader === call else {
        continue
      }
      release(origin)
    }
  }

  /// Ends a transfer that libcurl has done with.
  func end(_ slot: TransferSlot, _ code: CURLcode) {
    guard let call = slot.call else { return }
    // libcurl takes a connection that closes between two header lines for a whole answer.
    if code == CURLE_OK && slot.response.headIsComplete {
      let response = HTTPResponse(
        status: slot.easy.value(CURLINFO_RESPONSE_CODE), headers: slot.response.headers(),
        body: slot.response.body,
        duration: .nanoseconds(clock.now - (slot.progress.startedAt ?? clock.now)))
      correctWire(of: call, on: slot)
      finish(slot, .success(response))
    } else {
      let error = code == CURLE_OK ? .brokenHead : HTTPError(code, of: slot)
      settleFollowers(of: call, on: slot, after: error)
      finish(slot, .failure(error))
    }
  }

  /// Ends a transfer that is still going on.
  func breakOff(_ slot: TransferSlot, _ error: HTTPError) {
    guard let call = slot.call else { return }
    settleFollowers(of: call, on: slot, after: error)
    finish(slot, .failure(error))
  }

  private func finish(_ slot: TransferSlot, _ outcome: PendingCall.Outcome) {
    let call = slot.call
    slot.multi?.remove(slot.easy)
    let last = active.removeLast()
    if last !== slot {
      active[slot.activeIndex] = last
      last.activeIndex = slot.activeIndex
    }
    slot.unload()
    idle.append(slot)
    call?.finish(outcome)
    if let origin = call?.route?.origin, origin.leader === call { release(origin) }
  }

  private func admit(_ call: PendingCall) {
    guard let origin = call.route?.origin else { return }
    if !origin.isOpen(at: clock.now) {
      if origin.leader != nil {
        origin.waiting.append(call)
        return
      }
      origin.leader = call
    }
    if active.count < maxActive && queueHead == queue.count {
      start(call)
    } else {
      queue.append(call)
    }
  }

  private func start(_ call: PendingCall) {
    guard let route = call.route, let headers = call.headers else { return }
    let slot = idle.popLast() ?? makeSlot()
    // libcurl divides its own limit among a host's addresses, but counts it from before its own
    // queues, where an HTTP/2 transfer or one of a capped host may spend longer than that.
    let hasCurlQueue = route.origin.wire == .http2 || options.maxConnectionsPerHost != nil
    slot.load(call, route: route, headers: headers, limitsConnect: !hasCurlQueue)
    if route.origin.leader === call {
      slot.onConnection = { [unowned self] slot in
        learn(route.origin, from: slot)
        connectedLeaders.append(slot)
      }
    }
    slot.activeIndex = active.count
    active.append(slot)
    let multi = route.origin.wire == .http2 ? http2 : http1
    slot.multi = multi
    multi.add(slot.easy)
  }

  private func makeSlot() -> TransferSlot {
    let slot = TransferSlot(clock: clock, share: share, options: options)
    slots.append(slot)
    return slot
  }

  private func route(to url: String) throws(HTTPError) -> Route {
    if let route = routes[url] { return route }
    let location = try URLLocation(of: url)
    let origin = origins[location.key] ?? Origin(location, offersHTTP2: options.offersHTTP2)
    origins[location.key] = origin
    let route = Route(url: url, origin: origin)
    if routes.count >= Self.maxRoutes { routes.removeAll() }
    routes[url] = route
    return route
  }

  /// The same headers give the same list: those of an endpoint rarely change.
  private func headerList(of headers: [HTTPHeader]) throws(HTTPError) -> HeaderList {
    if let list = headerLists.first(where: { $0.matches(headers) }) { return list }
    let list = try HeaderList(headers)
    if headerLists.count >= Self.maxHeaderLists { headerLists.removeFirst() }
    headerLists.append(list)
    return list
  }
}

// What the first call to an origin teaches the ones that follow it.
extension TransferLoop {
  private func learn(_ origin: Origin, from slot: TransferSlot) {
    if origin.isTLS && origin.wire == .unknown {
      origin.wire = slot.easy.connectionIsHTTP2 == true ? .http2 : .http1
    }
    // A connection that was there already says nothing of libcurl's cache of names.
    if slot.easy.value(CURLINFO_NUM_CONNECTS) > 0 {
      origin.isResolvedUntil =
        (slot.progress.startedAt ?? clock.now) + Origin.cacheNanoseconds
    }
  }

  /// Lets go of everyone who waits; where the origin is still closed, the first of them leads.
  private func release(_ origin: Origin) {
    origin.leader = nil
    let waiting = origin.waiting
    origin.waiting = []
    for call in waiting where !call.isOver { admit(call) }
  }

  /// Decides what a failure before the connection means for those who waited for it.
  private func settleFollowers(
    of call: PendingCall, on slot: TransferSlot, after error: HTTPError
  ) {
    guard let origin = call.route?.origin, origin.leader === call, error.reason != .cancelled else {
      return
    }
    if slot.progress.hasSocket {
      // The name is known; the connection is everyone's own affair.
      origin.isResolvedUntil = (slot.progress.startedAt ?? clock.now) + Origin.cacheNanoseconds
      origin.leader = nil
      let waiting = origin.waiting
      origin.waiting = []
      for call in waiting where !call.isOver { queue.append(call) }
    } else {
      // The lookups of the others, in the same moment, would have ended the same way.
      let waiting = origin.waiting
      origin.waiting = []
      for call in waiting where !call.isOver { call.finish(.failure(error)) }
    }
  }

  /// Keeps what was learned in step with how the host really answers.
  private func correctWire(of call: PendingCall, on slot: TransferSlot) {
    guard let origin = call.route?.origin, origin.isTLS else { return }
    let isHTTP2 = slot.easy.value(CURLINFO_HTTP_VERSION) == CURL_HTTP_VERSION_2_0
    let wire: Origin.Wire = isHTTP2 ? .http2 : .http1
    if origin.wire != wire { origin.wire = wire }
  }
}
