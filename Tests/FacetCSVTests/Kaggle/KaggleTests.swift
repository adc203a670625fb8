import FacetCSV
import FacetJSON
import FacetPlatform
import Glibc
import TestSupport
import Testing

/// A `kaggle` that knows a few data sets and writes down what it was asked.
private struct FakeClient {
  let folder: ScratchFolder
  var environment: [String: String]

  init() throws {
    folder = try ScratchFolder()
    let script = """
      #!/bin/sh
      echo "$*" >> "$FAKE_KAGGLE/calls"
      action=$2 name=$3 where=$5
      case $action in
      files)
        echo 'Warning: Looks like this is an outdated API version'
        case $name in ada/gone | ada/many) ;; *) echo 'name,size,creationDate' ;; esac
        case $name in
        ada/shops) echo 'shops.csv,61KB,2024-01-01 10:00:00'; echo 'README.md,734B,2024-01-01' ;;
        ada/two) echo 'a.csv,1KB,2024-01-01'; echo 'b.csv,1KB,2024-01-01' ;;
        ada/none) echo 'a.json,1KB,2024-01-01' ;;
        ada/huge) echo 'a.csv,2GB,2024-01-01' ;;
        ada/many) echo 'Next Page Token = abc'; echo 'name,size,creationDate'
          echo 'a.csv,120,2024-01-01' ;;
        ada/gone) echo 'Dataset not found'; exit 0 ;;
        ada/plain) echo '"one, two.csv",120,2024-01-01' ;;
        *) echo '403 - Forbidden' >&2; exit 1 ;;
        esac ;;
      download)
        case $name in
        ada/shops) printf 'a,b\\n1,2\\n' > "$where/shops.csv" ;;
        ada/plain) printf 'x\\n1\\n' > "$where/one, two.csv" ;;
        esac ;;
      metadata)
        text='{"title": "Shops", "subtitle": "of a town", "description": "All shops.",
          "keywords": ["retail"], "totalDownloads": 7, "licenses": [{"name": "CC0-1.0"}]}'
        # Newer clients wrap it.
        if [ "$name" = ada/shops ]; then text="{\\"info\\": $text}"; fi
        echo "$text" > "$where/dataset-metadata.json"
        echo "Downloaded metadata to $where/dataset-metadata.json" ;;
      esac
      """
    let path = try folder.write(script, to: "bin/kaggle")
    unsafe chmod(path, 0o755)
    environment = ["PATH": "\(folder.path)/bin:/usr/bin:/bin", "FAKE_KAGGLE": folder.path]
  }

  func fetch(
    _ names: [String], limit: Int? = nil
  ) async throws -> [KaggleDownload.Outcome] {
    var download = try KaggleDownload(environment: environment)
    download.folder = folder.path(of: "kaggle")
    return try await download.fetch(try names.map { try KaggleName($0) }, limit: limit)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try FileSystem.contents(of: folder.path(of: name)), as: UTF8.self)
  }
}

@Suite("Data sets from Kaggle")
struct KaggleTests {
  @Test("One CSV file comes with Kaggle's metadata, and is downloaded once")
  func fetches() async throws {
    let client = try FakeClient()
    let outcome = try await client.fetch(["ada/shops", "ada/plain"])
    #expect(outcome.map(\.failure) == [nil, nil])
    #expect(try client.text("kaggle/ada_shops/data.csv") == "a,b\n1,2\n")
    #expect(try client.text("kaggle/ada_plain/data.csv") == "x\n1\n")
    let meta = try ConfigurationJSON.value(
      of: FileSystem.contents(of: client.folder.path(of: "kaggle/ada_shops/meta.json"))
    ).plain
    let plain = try client.text("kaggle/ada_plain/meta.json")
    #expect(plain.contains("\"title\": \"Shops\""))
    #expect(meta["ref"] == "ada/shops")
    #expect(meta["title"] == "Shops")
    #expect(meta["description"] == "All shops.")
    #expect(meta["keywords"] == ["retail"])
    #expect(meta["downloadCount"] == 7)
    #expect(meta["totalBytes"] == 8)
    #expect(try client.text("kaggle/manifest.json").contains("\"slug\": \"ada_plain\""))
    let calls = try client.text("calls")
    _ = try await client.fetch(["ada/shops"])
    #expect(try client.text("calls") == calls)
  }

  @Test(
    "A data set other than one small CSV file is skipped with a reason",
    arguments: [
      ("ada/two", "2 CSV files"), ("ada/none", "no CSV file"), ("ada/huge", "2000.0 MB"),
      ("ada/unknown", "403 - Forbidden"), ("ada/many", "more than 200 files"),
      ("ada/gone", "Dataset not found"),
    ])
  func refuses(name: String, reason: String) async throws {
    let client = try FakeClient()
    let outcome = try await client.fetch([name, "ada/shops"])
    #expect(outcome[0].path == nil)
    #expect(outcome[0].failure?.description.contains(reason) == true)
    #expect(outcome[0].failure?.description.hasPrefix("\(name): ") == true)
    #expect(outcome[1].path != nil)
  }

  @Test("A limit counts only successful downloads")
  func limits() async throws {
    let client = try FakeClient()
    let outcome = try await client.fetch(["ada/two", "ada/shops", "ada/plain"], limit: 1)
    #expect(outcome.map(\.name.name) == ["two", "shops"])
  }

  @Test("A missing client is reported with how to install it")
  func missing() throws {
    let error = #expect(throws: KaggleError.self) {
      try KaggleDownload(environment: ["PATH": "/nowhere"])
    }
    #expect(error?.description.contains("pip install kaggle") == true)
  }

  @Test(
    "Names are read from lists of several forms",
    arguments: [
      "ada/shops\n# later\nada/two # two files\n", #"["ada/shops", "ada/two"]"#,
      #"{"datasets": [{"ref": "ada/shops"}, "https://www.kaggle.com/datasets/ada/two"]}"#,
    ])
  func lists(text: String) throws {
    let folder = try ScratchFolder()
    let names = try KaggleName.names(in: try folder.write(text, to: "names"))
    #expect(names.map(\.description) == ["ada/shops", "ada/two"])
  }

  @Test(
    "An option, a path or an empty text is not a name",
    arguments: ["shops", "ada/", "/shops", "-p/x", "ada/../x", "ada/b/c", "ada/.x", "a b/c", ""])
  func names(text: String) {
    #expect(throws: KaggleError.self) { try KaggleName(text) }
  }
}
