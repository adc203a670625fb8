import FacetBox
import Testing

@Suite("Here-documents of a line")
struct HereDocumentTests {
  @Test(
    "Are found by the words that end them, wherever they stand",
    arguments: [
      ("cat <<EOF", ["EOF"]), ("cat <<-'A B' >x", ["A B"]), ("cat << \"E\"", ["E"]),
      ("cat <<<EOF", []), ("cat <<<x <<EOF", ["EOF"]), ("cat <<A; cat <<B | sort", ["A", "B"]),
      ("echo $((1 << n)) $((2<<m))", []), ("echo $((1<<n)); cat <<E", ["E"]),
      ("(( x = 1 << (n << 1) )) && cat <<\\E", ["E"]), ("echo '<<A' \"<<B\" \\<\\<C", []),
      ("true # <<A", []), ("echo a#b <<E", ["E"]), ("cat <<", []), ("echo 'it'\\''s' <<E", ["E"]),
    ] as [(String, [String])])
  func finds(line: String, ends: [String]) {
    #expect(HereDocuments(in: line).ends == ends)
  }
}
