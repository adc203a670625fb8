"""A stand-in for a dataset hub on the loopback: takes what 'hf upload' sends and gives it to 'hf
download' and 'datasets'. Prints its address; writes a line for each commit to the file named by
its argument."""
import base64
import hashlib
import http.server
import json
import re
import sys
import threading
import urllib.parse

LOCK = threading.RLock()
REPOSITORIES = {}
BLOBS = {}
COMMITS = open(sys.argv[1], "a", encoding="utf-8", buffering=1)


class Repository:
    def __init__(self):
        self.files = {}
        self.head = "0" * 40

    def listing(self, only=None):
        entries = []
        for path, (oid, size, is_large) in sorted(self.files.items()):
            if only is not None and path not in only:
                continue
            entry = {"type": "file", "path": path, "oid": oid, "size": size}
            if is_large:
                entry["lfs"] = {"oid": oid, "size": size, "pointerSize": 134}
            entries.append(entry)
        return entries


def git_id(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def content(self):
        if self.headers.get("Content-Length"):
            return self.rfile.read(int(self.headers["Content-Length"]))
        whole = b""
        while "chunked" in (self.headers.get("Transfer-Encoding") or ""):
            size = int(self.rfile.readline().split(b";")[0], 16)
            whole += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                break
        return whole

    def answer(self, status, value=None, headers=(), content=None):
        body = json.dumps(value).encode() if content is None else content
        self.send_response(status)
        for name, text in headers:
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def missing(self, code):
        self.answer(404, {"error": "not found"}, [("X-Error-Code", code)])

    def handle_request(self):
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        body = self.content()
        address = f"http://{self.headers['Host']}"
        with LOCK:
            if path == "/api/whoami-v2":
                return self.answer(200, {"type": "user", "id": "u", "name": "tester", "orgs": []})
            if path == "/api/validate-yaml":
                return self.answer(200, {"errors": [], "warnings": []})
            if path == "/api/repos/create":
                wanted = json.loads(body)
                name = f"{wanted.get('organization') or 'tester'}/{wanted['name']}"
                status = 409 if name in REPOSITORIES else 200
                REPOSITORIES.setdefault(name, Repository())
                return self.answer(status, {"url": f"{address}/datasets/{name}", "name": name})
            found = re.fullmatch(r"/lfs/([0-9a-f]{64})", path)
            if found:
                BLOBS[found[1]] = body
                return self.answer(200, {})
            found = re.fullmatch(r"/(?:api/)?datasets/([^/]+/[^/.]+)(\.git)?(/.*)?", path)
            if not found:
                return self.missing("NotHere")
            repository = REPOSITORIES.get(found[1])
            if repository is None:
                return self.missing("RepoNotFound")
            return self.of_repository(repository, found[1], found[3] or "", body, address)

    def of_repository(self, repository, name, rest, body, address):
        if rest.startswith("/preupload/"):
            return self.answer(200, {"files": [
                {
                    "path": file["path"], "shouldIgnore": False,
                    "uploadMode": "lfs" if file["path"].endswith(".parquet") else "regular",
                    "oid": repository.files.get(file["path"], (None,))[0],
                } for file in json.loads(body)["files"]
            ]})
        if rest == "/info/lfs/objects/batch":
            return self.answer(200, {"transfer": "basic", "objects": [
                {
                    "oid": wanted["oid"], "size": wanted["size"],
                    **({} if wanted["oid"] in BLOBS else {
                        "actions": {"upload": {"href": f"{address}/lfs/{wanted['oid']}"}}}),
                } for wanted in json.loads(body)["objects"]
            ]})
        if rest.startswith("/commit/"):
            return self.commit(repository, name, body, address)
        if rest.startswith("/tree/"):
            return self.answer(200, repository.listing())
        if rest.startswith("/paths-info/"):
            return self.answer(200, repository.listing(json.loads(body or b"{}").get("paths", [])))
        if rest.startswith("/resolve/"):
            path = rest.split("/", 3)[3]
            if path not in repository.files:
                return self.answer(404, {"error": "no entry"}, [
                    ("X-Error-Code", "EntryNotFound"), ("X-Repo-Commit", repository.head)])
            oid = repository.files[path][0]
            return self.answer(200, headers=[
                ("ETag", f'"{oid}"'), ("X-Repo-Commit", repository.head)], content=BLOBS[oid])
        return self.answer(200, {
            "id": name, "sha": repository.head, "private": False, "tags": [], "downloads": 0,
            "siblings": [{"rfilename": path} for path in sorted(repository.files)]})

    def commit(self, repository, name, body, address):
        changed = []
        for line in body.decode().splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "file":
                content = base64.b64decode(value["content"])
                BLOBS[git_id(content)] = content
                repository.files[value["path"]] = (git_id(content), len(content), False)
            elif entry["key"] == "lfsFile":
                repository.files[value["path"]] = (value["oid"], value["size"], True)
            elif entry["key"] == "deletedFile":
                repository.files.pop(value["path"], None)
            if "path" in value:
                changed.append(f"{entry['key']} {value['path']}")
        repository.head = hashlib.sha1(body).hexdigest()
        COMMITS.write(json.dumps({"repository": name, "changed": sorted(changed)}) + "\n")
        url = f"{address}/datasets/{name}/commit/{repository.head}"
        return self.answer(200, {
            "success": True, "commitUrl": url, "commitOid": repository.head, "hookOutput": ""})

    do_GET = do_POST = do_PUT = do_HEAD = handle_request


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
server.serve_forever()
