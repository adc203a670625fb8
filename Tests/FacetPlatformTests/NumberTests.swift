import FacetPlatform
import Testing

@Suite("Numbers from outside")
struct NumberTests {
  @Test(
    "A checksum is that of the published algorithm",
    arguments: [
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
      (
        "Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1
      ),
    ] as [(String, UInt64)])
  func checksum(text: String, expected: UInt64) {
    #expect(Checksum.xxh64(Array(text.utf8)) == expected)
  }

  @Test("Every byte and the order count in a checksum", arguments: [1, 7, 8, 31, 32, 33, 100])
  func everyByte(length: Int) {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37) }
    var seen: Set<UInt64> = [Checksum.xxh64(bytes), Checksum.xxh64(bytes, seed: 1)]
    for place in 0..<length {
      var changed = bytes
      changed[place] ^= 1
      seen.insert(Checksum.xxh64(changed))
    }
    #expect(seen.count == length + 2)
  }

  @Test("Sums, differences and products saturate")
  func saturating() {
    #expect(Int64.max.adding(saturating: 1) == .max && Int64.min.adding(saturating: -1) == .min)
    #expect(Int64.min.subtracting(saturating: 1) == .min)
    #expect(Int64.max.subtracting(saturating: -1) == .max)
    #expect(Int64.max.multiplied(saturatingBy: -2) == .min)
    #expect(Int64.min.multiplied(saturatingBy: -1) == .max)
    #expect(3.adding(saturating: 4) == 7 && 3.multiplied(saturatingBy: -4) == -12)
    #expect(Int(saturating: 1e300) == .max && Int(saturating: -.infinity) == .min)
    #expect(Int(saturating: .nan) == 0 && Int(saturating: -2.9) == -2)
  }

  @Test("A process differs from a later one with its number")
  func processes() {
    let current = ProcessIdentity.current
    #expect(current.isRunning == true && current.startTicks != nil)
    var other = current
    other.startTicks = current.startTicks.map { $0 + 1 }
    #expect(other.isRunning == false)
    other.startTicks = nil
    #expect(other.isRunning == true)
    for number in [0, -1, Int32.max] {
      other.processID = number
      #expect(other.isRunning == false)
    }
  }
}
