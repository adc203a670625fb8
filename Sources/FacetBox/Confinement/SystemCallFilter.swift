/// Which system calls confined processes may make, as a program for the kernel's packet filter.
package struct SystemCallFilter: Sendable, Hashable {
  /// The steps, each as the eight bytes of a `sock_filter`.
  package var program: [UInt8]

  private init(_ steps: [Step]) {
    program = steps.flatMap(\.bytes)
  }

  /// The filter for programs that compute: no sockets, no memory that a limit would miss.
  ///
  /// - Throws: ``BoxError`` on a machine whose call numbers are unknown.
  package static func computing() throws(BoxError) -> SystemCallFilter {
    let machine = try Machine.current()
    var steps = machine.entrance
    for call in SystemCall.list(SystemCallTable.computing) {
      guard let number = call.number(on: machine) else { continue }
      steps += guarded(number, [.give(.allow)])
    }
    steps += restricted(SystemCallTable.computingByValue, on: machine)
    steps += guarded(machine.mmap, sharedMemory) + guarded(machine.clone, namespaces)
    // From this number on, calls have the same number on all machines, and the C library has a
    // fallback if the kernel seems too old for one.
    steps += [
      Step(.atLeast, 424, yes: 1), .give(.notPermitted), .give(.notKnown),
    ]
    return SystemCallFilter(steps)
  }

  /// The filter for a system of its own: everything but the administration of the machine.
  ///
  /// - Throws: ``BoxError`` on a machine whose call numbers are unknown.
  package static func contained() throws(BoxError) -> SystemCallFilter {
    let machine = try Machine.current()
    var steps = machine.entrance
    for (table, decision) in [
      (SystemCallTable.administration, Decision.notPermitted),
      (SystemCallTable.newAdministration, .notKnown),
    ] {
      for call in SystemCall.list(table) {
        guard let number = call.number(on: machine) else { continue }
        steps += guarded(number, [.give(decision)])
      }
    }
    steps += restricted(SystemCallTable.containedByValue, on: machine)
    steps += guarded(machine.clone, namespaces)
    steps += guarded(
      machine.ioctl,
      [
        .argument(1), Step(.equal, 0x5412, yes: 2), Step(.equal, 0x541C, yes: 1),
        .give(.allow), .give(.notPermitted),
      ])
    // Later kernels' calls are unknown here.
    steps += [Step(.atLeast, 463, no: 1), .give(.notKnown), .give(.allow)]
    return SystemCallFilter(steps)
  }

  /// `checks` for one call, which end in a decision; other calls skip them.
  private static func guarded(_ call: UInt32, _ checks: [Step]) -> [Step] {
    [Step(.equal, call, no: UInt8(checks.count))] + checks
  }

  private static func restricted(_ table: String, on machine: Machine) -> [Step] {
    SystemCall.list(table).flatMap { call -> [Step] in
      guard let number = call.number(on: machine), let place = call.values.first else { return [] }
      let allowed = call.values.dropFirst().flatMap { value in
        [Step(.equal, value, no: 1), .give(.allow)]
      }
      return guarded(number, [.argument(place)] + allowed + [.give(.notPermitted)])
    }
  }

  /// Memory shared between processes without a file can outlive them, and no limit counts it; huge
  /// pages are counted apart.
  private static let sharedMemory: [Step] = [
    .argument(3), Step(.someBit, 0x40000, yes: 3), Step(.and, 0x21),
    Step(.equal, 0x21, yes: 1), .give(.allow), .give(.notPermitted),
  ]

  private static let namespaces: [Step] = [
    .argument(0), Step(.someBit, 0x7E02_0000, yes: 1), .give(.allow), .give(.notPermitted),
  ]
}

/// The kernel's answer to a system call.
private enum Decision: UInt32 {
  case allow = 0x7FFF_0000
  /// `EPERM`.
  case notPermitted = 0x0005_0001
  /// `ENOSYS`.
  case notKnown = 0x0005_0026
}

/// A step of the kernel's packet-filter machine (Linux, `seccomp(2)`).
private struct Step {
  enum Operation: UInt16 {
    case load = 0x20
    case equal = 0x15
    case atLeast = 0x35
    case someBit = 0x45
    case and = 0x54
    case give = 0x06
  }

  var operation: Operation
  var value: UInt32
  /// The number of steps skipped if the comparison holds, and if it does not.
  var yes: UInt8
  var no: UInt8

  init(_ operation: Operation, _ value: UInt32, yes: UInt8 = 0, no: UInt8 = 0) {
    self.operation = operation
    self.value = value
    self.yes = yes
    self.no = no
  }

  static func give(_ decision: Decision) -> Step { Step(.give, decision.rawValue) }

  /// Loads the lower half of an argument.
  static func argument(_ place: UInt32) -> Step { Step(.load, 16 &+ 8 &* place) }

  var bytes: [UInt8] {
    // Both machines store the lowest byte first.
    [UInt8(operation.rawValue & 0xFF), UInt8(operation.rawValue >> 8), yes, no]
      + [0, 8, 16, 24].map { UInt8((value >> $0) & 0xFF) }
  }
}

/// A machine's name for itself and its numbers for a few calls.
private struct Machine {
  /// The column of its numbers.
  var column: Int
  var architecture: UInt32
  var mmap: UInt32
  var clone: UInt32
  var ioctl: UInt32

  static func current() throws(BoxError) -> Machine {
    #if arch(x86_64)
      Machine(column: 0, architecture: 0xC000_003E, mmap: 9, clone: 56, ioctl: 16)
    #elseif arch(arm64)
      Machine(column: 1, architecture: 0xC000_00B7, mmap: 222, clone: 220, ioctl: 29)
    #else
      throw .unknownMachine()
    #endif
  }

  /// Refuses calls of another machine, and those of 32 bits; then the call's number is loaded.
  var entrance: [Step] {
    [
      Step(.load, 4), Step(.equal, architecture, yes: 1), .give(.notPermitted),
      Step(.load, 0), Step(.atLeast, 0x4000_0000, no: 1), .give(.notPermitted),
    ]
  }
}

extension SystemCall {
  fileprivate func number(on machine: Machine) -> UInt32? { numbers[machine.column] }
}
