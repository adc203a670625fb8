internal import Glibc

extension linger {
  /// No lingering: closing sends a reset.
  static var immediate: linger { linger(l_onoff: 1, l_linger: 0) }
}
