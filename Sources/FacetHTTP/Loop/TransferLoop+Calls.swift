internal import CCurl

// The path of a call: submitted, released by its origin, queued, started, ended.
extension TransferLoop {
  /// The number of cached URLs and header lists.
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

  /// Ends a call at any stage; one not submitted yet ends at its submission.
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

  /// Whether a call waits for a slot and one is free.
  var hasStartableCall: Bool { active.count < maxActive && queueHead < queue.count }

  /// Starts waiting calls as long as a slot is free.
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

  /// Releases the followers of every leader that has its connection.
  func releaseFollowers() {
    while let slot = connectedLeaders.popLast() {
      guard let call = slot.call, let origin = call.route?.origin, origin.leader === call else {
        continue
      }
      release(origin)
    }
  }

  /// Ends a transfer that libcurl has finished.
  func end(_ slot: TransferSlot, _ code: CURLcode) {
    guard let call = slot.call else { return }
    // libcurl treats a connection that closes between two header lines as a complete response.
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

  /// Aborts a transfer that is still running.
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
    // queues, where an HTTP/2 transfer or one to a capped host may wait longer than that.
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

  /// Equal headers share one list: an endpoint's headers rarely change.
  private func headerList(of headers: [HTTPHeader]) throws(HTTPError) -> HeaderList {
    if let list = headerLists.first(where: { $0.matches(headers) }) { return list }
    let list = try HeaderList(headers)
    if headerLists.count >= Self.maxHeaderLists { headerLists.removeFirst() }
    headerLists.append(list)
    return list
  }
}

// The knowledge that later calls gain from an origin's first call.
extension TransferLoop {
  private func learn(_ origin: Origin, from slot: TransferSlot) {
    if origin.isTLS && origin.wire == .unknown {
      origin.wire = slot.easy.connectionIsHTTP2 == true ? .http2 : .http1
    }
    // A connection that existed already reveals nothing about libcurl's name cache.
    if slot.easy.value(CURLINFO_NUM_CONNECTS) > 0 {
      origin.isResolvedUntil =
        (slot.progress.startedAt ?? clock.now) + Origin.cacheNanoseconds
    }
  }

  /// Releases all waiting calls; if the origin is still closed, the first of them leads.
  private func release(_ origin: Origin) {
    origin.leader = nil
    let waiting = origin.waiting
    origin.waiting = []
    for call in waiting where !call.isOver { admit(call) }
  }

  /// Decides what a failure before the connection means for the waiting calls.
  private func settleFollowers(
    of call: PendingCall, on slot: TransferSlot, after error: HTTPError
  ) {
    guard let origin = call.route?.origin, origin.leader === call, error.reason != .cancelled else {
      return
    }
    if slot.progress.hasSocket {
      // The name is resolved; each call makes its own connection.
      origin.isResolvedUntil = (slot.progress.startedAt ?? clock.now) + Origin.cacheNanoseconds
      origin.leader = nil
      let waiting = origin.waiting
      origin.waiting = []
      for call in waiting where !call.isOver { queue.append(call) }
    } else {
      // The others' lookups, at the same moment, would have failed the same way.
      let waiting = origin.waiting
      origin.waiting = []
      for call in waiting where !call.isOver { call.finish(.failure(error)) }
    }
  }

  /// Corrects the stored HTTP version by the host's actual response.
  private func correctWire(of call: PendingCall, on slot: TransferSlot) {
    guard let origin = call.route?.origin, origin.isTLS else { return }
    let isHTTP2 = slot.easy.value(CURLINFO_HTTP_VERSION) == CURL_HTTP_VERSION_2_0
    let wire: Origin.Wire = isHTTP2 ? .http2 : .http1
    if origin.wire != wire { origin.wire = wire }
  }
}
