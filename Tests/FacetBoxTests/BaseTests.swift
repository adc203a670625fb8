import FacetBox
import FacetJSON
import FacetPlatform
import TestSupport
import Testing

@Suite("Bases", .needsBoxes)
struct BaseTests {
  /// A root file system of a few programs and their libraries.
  private func system(in folder: ScratchFolder) async throws -> String {
    let root = folder.path + "/system"
    try await shell(
      """
      mkdir -p \(root)/etc \(root)/tmp \(root)/usr/bin && cd \(root)
      ln -s usr/bin bin; ln -s usr/lib lib; ln -s usr/lib64 lib64
      for program in sh cat mkdir dirname cp ls chown chmod; do
        cp -L /bin/$program usr/bin/ 2>/dev/null || cp -L /usr/bin/$program usr/bin/
      done
      for file in $(ldd usr/bin/* | grep -o '/[^ :]*[.]so[^ :]*' | sort -u); do
        inside=$(echo $file | sed 's#^/lib#/usr/lib#')
        mkdir -p .$(dirname $inside)
        cp -L $file .$inside
      done
      echo 'root:x:0:0::/root:/bin/sh' >etc/passwd; echo kept >etc/kept
      """)
    return root
  }

  private func shell(_ script: String) async throws {
    let result = try await ProgramResult(
      of: .init(
        ["/bin/sh", "-ec", script], environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]))
    #expect(result.status.isSuccess, "\(String(decoding: result.errorOutput, as: UTF8.self))")
  }

  @Test("Are made of a folder, a tar file or an image, whole or not at all")
  func made() async throws {
    let folder = try ScratchFolder()
    let root = try await system(in: folder)
    let store = try BoxStore(folder: folder.path + "/boxes")
    let maker = BaseMaker(store: store)
    try await maker.make("a/folder:1", from: .folder(root))
    try await shell("tar -C \(root) -cf \(folder.path)/system.tar .")
    try await maker.make("tar", from: .archive(folder.path + "/system.tar"))
    try await layout(of: root, in: folder)
    try await maker.make("image", from: .image(folder.path + "/image"))
    #expect(store.bases == ["a/folder:1", "image", "tar"])
    for name in store.bases {
      let image = try ImageBuilder(store: store).image(named: name)
      let layer = try BoxLayer(in: store)
      defer { layer.remove() }
      let run = BoxRun(
        ["/bin/sh", "-c", "cat /etc/kept; echo $MARK; echo x >/etc/new; cat /etc/new; ls /etc"],
        image: image, layer: layer)
      let result = try await run.run()
      #expect(
        result.output.text
          == (name == "image" ? "changed\nset\nx\nkept\nnew\n" : "kept\n\nx\nkept\nnew\npasswd\n"),
        "\(name): \(result.output.text) \(result.errorOutput.text)")
    }
    await #expect(throws: BoxError.self) { try await maker.make("tar", from: .folder(root)) }
    await #expect(throws: BoxError.self) {
      try await maker.make("new", from: .archive("/nowhere.tar"))
    }
    #expect(FileSystem.names(in: store.folder + "/bases").count == 3)
  }

  /// An image of two layers: the second changes one file and removes another.
  private func layout(of root: String, in folder: ScratchFolder) async throws {
    try await shell(
      #"""
      mkdir -p \#(folder.path)/image/blobs/sha256 \#(folder.path)/second/etc
      cd \#(folder.path)/second; echo changed >etc/kept; : >etc/.wh.passwd
      cd ../image; echo '{"imageLayoutVersion": "1.0.0"}' >oci-layout
      add() { sum=$(sha256sum <$1 | cut -d' ' -f1); mv $1 blobs/sha256/$sum; echo "{\"digest\": \"sha256:$sum\"}"; }
      tar -C \#(root) -czf one.tgz .; tar -C ../second -cf two.tar .
      one=$(add one.tgz); two=$(add two.tar)
      echo '{"config": {"Env": ["MARK=set"], "WorkingDir": "/tmp"}}' >config; config=$(add config)
      echo "{\"config\": $config, \"layers\": [$one, $two]}" >manifest; manifest=$(add manifest)
      echo "{\"manifests\": [$manifest]}" >index.json
      """#)
  }

  @Test("An image that differs from its digests is refused")
  func damaged() async throws {
    let folder = try ScratchFolder()
    try await layout(of: try await system(in: folder), in: folder)
    try await shell("for f in \(folder.path)/image/blobs/sha256/*; do echo x >>$f; done")
    let maker = BaseMaker(store: try BoxStore(folder: folder.path + "/boxes"))
    let error = await #expect(throws: BoxError.self) {
      try await maker.make("x", from: .image(folder.path + "/image"))
    }
    #expect(error?.description.contains("differs from its digest") == true)
  }
}
