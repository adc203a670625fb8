/// The destination of the requests for one URL.
final class Route {
  let url: String
  let origin: Origin

  init(url: String, origin: Origin) {
    self.url = url
    self.origin = origin
  }
}
