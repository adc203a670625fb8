import FacetHTTP
import TestSupport
import Testing

@Suite("Root certificates")
struct TrustedRootsTests {
  private static let pem = "-----BEGIN CERTIFICATE-----\n"

  @Test("Come from the option, then from curl's variables in curl's order")
  func order() throws {
    let folder = try ScratchFolder()
    let one = try folder.write(Self.pem, to: "one.pem")
    let two = try folder.write(Self.pem, to: "two.pem")
    let all = [
      "CURL_CA_BUNDLE": two, "SSL_CERT_FILE": one, "SSL_CERT_DIR": folder.path,
    ]
    let option = try TrustedRoots(file: one, environment: all)
    #expect(option.file == one && option.directory == nil)
    let bundle = try TrustedRoots(file: nil, environment: all)
    #expect(bundle.file == two && bundle.directory == nil)
    var others = all
    others["CURL_CA_BUNDLE"] = ""
    let both = try TrustedRoots(file: nil, environment: others)
    #expect(both.file == one && both.directory == folder.path)
    #expect(try TrustedRoots(file: nil, environment: [:]) == TrustedRoots())
  }

  @Test(
    "Missing ones are refused, with the option or variable that names them",
    arguments: ["--ca-file", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"])
  func missing(name: String) throws {
    let fault = #expect(throws: TrustedRoots.Fault.self) {
      try name == "--ca-file"
        ? TrustedRoots(file: "/nowhere/ca.pem", environment: [:])
        : TrustedRoots(file: nil, environment: [name: "/nowhere/ca.pem"])
    }
    #expect(fault?.description.contains(name) == true)
    #expect(fault?.description.contains("/nowhere/ca.pem") == true)
  }

  @Test("A file without a certificate is refused")
  func noCertificate() throws {
    let folder = try ScratchFolder()
    let path = try folder.write("hello", to: "ca.pem")
    let fault = #expect(throws: TrustedRoots.Fault.self) {
      try TrustedRoots(file: nil, environment: ["SSL_CERT_FILE": path])
    }
    #expect(fault?.description.contains("no certificate") == true)
  }
}
