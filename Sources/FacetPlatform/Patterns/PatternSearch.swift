/// One pass over a text with all possibilities side by side: each position visits an instruction
/// once at most, so that no pattern can make it slow.
struct PatternSearch {
  /// Instructions in the order of preference, and what each has captured.
  private struct Threads {
    var places: [Int] = []
    var slots: [Int] = []
    /// The step in which an instruction was last added.
    var marks: [Int]

    init(size: Int) {
      marks = Array(repeating: -1, count: size)
    }

    mutating func removeAll() {
      places.removeAll(keepingCapacity: true)
      slots.removeAll(keepingCapacity: true)
    }
  }

  private enum Visit {
    case place(Int)
    case restore(slot: Int, value: Int)
  }

  private let program: PatternProgram
  private let text: [Unicode.Scalar]
  private let slotCount: Int
  private let captures: Bool
  private var position = 0
  private var step = 0
  private var current: Threads
  private var following: Threads
  private var visits: [Visit] = []
  /// The instructions that it may still visit.
  private var remainingSteps: Int
  /// Whether it was given up because it had visited too many instructions.
  var hasOverrun: Bool { remainingSteps <= 0 }

  /// - Parameters:
  ///   - captures: Whether the groups' positions are kept, which takes more time.
  ///   - steps: The most instructions that it visits.
  init(
    _ program: PatternProgram, in text: [Unicode.Scalar], captures: Bool, steps: Int = .max
  ) {
    remainingSteps = steps
    self.program = program
    self.text = text
    self.captures = captures
    slotCount = captures ? 2 * (program.groupCount + 1) : 2
    current = Threads(size: program.instructions.count)
    following = Threads(size: program.instructions.count)
  }

  /// The positions of the next match and of its groups, two for each; -1 for none.
  mutating func next() -> [Int]? {
    guard position <= text.count else { return nil }
    guard let slots = search(from: position) else {
      position = text.count + 1
      return nil
    }
    // An empty match moves on by one, so that it is not found again.
    position = slots[1] > slots[0] ? slots[1] : slots[1] + 1
    return slots
  }

  private mutating func search(from start: Int) -> [Int]? {
    var best: [Int]?
    current.removeAll()
    step += 1
    for place in start...text.count {
      if best == nil {
        add(0, at: place, slots: Array(repeating: -1, count: slotCount), toFollowing: false)
      } else if current.places.isEmpty {
        break
      }
      step += 1
      remainingSteps -= current.places.count + 1
      if hasOverrun { return nil }
      following.removeAll()
      let scalar = place < text.count ? text[place] : nil
      threads: for index in current.places.indices {
        let instruction = current.places[index]
        switch program.instructions[instruction] {
        case .match:
          best = slots(of: index)
          guard captures else { return best }
          break threads
        case .scalar(let set):
          if let scalar, program.sets[set].contains(scalar) {
            add(instruction + 1, at: place + 1, slots: slots(of: index), toFollowing: true)
          }
        default: break
        }
      }
      swap(&current, &following)
    }
    return best
  }

  private func slots(of index: Int) -> [Int] {
    Array(current.slots[index * slotCount..<(index + 1) * slotCount])
  }

  /// Adds an instruction and those that it leads to without taking a scalar.
  private mutating func add(_ first: Int, at place: Int, slots: [Int], toFollowing: Bool) {
    var slots = slots
    visits.append(.place(first))
    while let visit = visits.popLast() {
      guard case .place(let instruction) = visit else {
        if case .restore(let slot, let value) = visit { slots[slot] = value }
        continue
      }
      let marks = toFollowing ? following.marks[instruction] : current.marks[instruction]
      guard marks != step else { continue }
      if toFollowing {
        following.marks[instruction] = step
      } else {
        current.marks[instruction] = step
      }
      switch program.instructions[instruction] {
      case .jump(let target): visits.append(.place(target))
      case .split(let preferred, let other):
        visits.append(.place(other))
        visits.append(.place(preferred))
      case .save(let slot):
        if slot < slotCount {
          visits.append(.restore(slot: slot, value: slots[slot]))
          slots[slot] = place
        }
        visits.append(.place(instruction + 1))
      case .assertion(let assertion):
        if assertion.holds(at: place, in: text) { visits.append(.place(instruction + 1)) }
      case .scalar, .match:
        if toFollowing {
          following.places.append(instruction)
          following.slots += slots
        } else {
          current.places.append(instruction)
          current.slots += slots
        }
      }
    }
  }
}
