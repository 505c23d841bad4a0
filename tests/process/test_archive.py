"""The archive: what stands in it, judged by a reader of our own making from the standard (warc.py),
and by others' where they are there; and what a kill leaves of it."""

import gzip
import hashlib
import json
import random
import shutil
import subprocess

import harness
import warc
from fetching import SOURCE, Fetcher

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class Archive(Fetcher):
    """What the tests below share."""

    def files(self):
        return sorted(self.home.path("archive/fetcher-1").iterdir())

    def records(self):
        """Without what a start has cut off."""
        return [record for path in self.files() if ".torn-" not in path.name
                for record in warc.read(path)]

    def of_type(self, kind, url=None):
        return [record for record in self.records()
                if record.type == kind and url in (None, record["WARC-Target-URI"])]

    def fetch_all(self, *paths, **answers):
        self.site.page(*paths)
        self.site.answers.update(answers)
        self.define()
        self.pipeline()
        self.until_idle()


class Records(Archive):
    def test_a_capture(self):
        self.site.answers["/a.txt"] = (200, b"the first", [("Content-Type", "text/plain"),
                                                           ("X-Long", "x" * 20000)])
        self.fetch_all("/a.txt")
        info, response, request, metadata = self.records()
        [path] = self.files()
        self.assertEqual(path.name, info["WARC-Filename"] + ".open")
        self.assertIn("rapporteur/", info.named()["software"][0])
        self.assertEqual(info.named()["format"], ["WARC File Format 1.1"])
        first, headers, body = response.http()
        self.assertEqual((first, body), ("HTTP/1.1 200 OK", b"the first"))
        self.assertIn(("X-Long", "x" * 20000), headers)
        self.assertEqual(response["WARC-Target-URI"], "http://site.example/a.txt")
        self.assertEqual(response["WARC-IP-Address"], "127.0.0.1")
        self.assertEqual(response["Content-Type"], "application/http; msgtype=response")
        self.assertEqual(request["WARC-Concurrent-To"], response["WARC-Record-ID"])
        self.assertEqual(request.http()[0], "GET /a.txt HTTP/1.1")
        self.assertIn(("Host", "site.example"), request.http()[1])
        self.assertEqual(metadata["WARC-Concurrent-To"], response["WARC-Record-ID"])
        facts = metadata.named()
        self.assertEqual((facts["source"], facts["fetcher"]), (["site"], ["fetcher-1"]))
        self.assertRegex(facts["fetchTimeMs"][0], r"^\d+$")
        row = self.rows("state/fetcher-1.db", "SELECT archive_file, archive_offset FROM document")
        self.assertEqual(row, [("fetcher-1/" + info["WARC-Filename"], response.offset)])
        self.assertEqual(self.came("parser")[0][0]["archive"],
                         {"file": row[0][0], "offset": response.offset})

    def test_encoded_bodies_are_kept_decoded(self):
        packed = gzip.compress(b"some text " * 1000)

        def chunked(handler):
            handler.send_response(200)
            handler.send_header("Transfer-Encoding", "chunked")
            handler.send_header("Content-Type", "text/plain")
            handler.end_headers()
            handler.wfile.write(b"4\r\nsome\r\n5\r\n text\r\n0\r\nX-Late: yes\r\n\r\n")

        self.site.answers.update({
            "/gzip": (200, packed, [("Content-Encoding", "gzip")]), "/chunked": chunked})
        self.fetch_all("/gzip", "/chunked")
        [response] = self.of_type("response", "http://site.example/gzip")
        self.assertEqual(response.payload, b"some text " * 1000)
        headers = dict(response.http()[1])
        self.assertEqual(headers["X-Archive-Orig-Content-Encoding"], "gzip")
        self.assertEqual(headers["X-Archive-Orig-Content-Length"], str(len(packed)))
        [response] = self.of_type("response", "http://site.example/chunked")
        self.assertEqual(response.payload, b"some text")
        self.assertEqual(dict(response.http()[1])["X-Archive-Orig-Transfer-Encoding"], "chunked")

    def test_redirects_are_told(self):
        def to(place):
            return lambda handler: handler.reply(302, b"this way", [("Location", place)])

        self.site.answers.update({"/a": to("/b"), "/b": to("http://other.example/c"),
                                  "/c": (200, b"there it is")})
        self.fetch_all("/a")
        url = "http://other.example/c"
        [response] = self.of_type("response", url)
        [request] = self.of_type("request", url)
        [metadata] = self.of_type("metadata", url)
        self.assertEqual(response.payload, b"there it is")
        self.assertEqual(request.http()[0], "GET /c HTTP/1.1")
        facts = metadata.named()
        self.assertEqual(facts["via"], ["http://site.example/a"])
        self.assertEqual(facts["redirect"],
                         ["302 http://site.example/a", "302 http://site.example/b"])
        self.assertEqual(facts["hopsFromSeed"], ["RR"])

    def test_known_bytes_are_not_kept_twice(self):
        body = random.Random(1).randbytes(50000)
        self.site.page("/a", "/b", "/c")
        for path in ("/a", "/b"):
            self.site.answers[path] = (200, body)
        self.site.answers["/c"] = lambda handler: (
            handler.send_response(200), handler.send_header("Content-Length", "4"),
            handler.end_headers(), handler.wfile.write(b"same"))  # without an ETag
        self.define()
        self.pipeline()
        self.until_idle()
        self.until_idle()
        originals = {r["WARC-Payload-Digest"]: r for r in self.of_type("response")}
        self.assertEqual(len(self.of_type("response")), 2)
        revisits = [(r["WARC-Target-URI"].rpartition("/")[2], r["WARC-Profile"])
                    for r in self.of_type("revisit")]
        self.assertCountEqual(revisits, [
            ("b", IDENTICAL), ("a", NOT_MODIFIED), ("b", NOT_MODIFIED), ("c", IDENTICAL)])
        for revisit in self.of_type("revisit"):
            original = originals[revisit["WARC-Payload-Digest"]]
            self.assertEqual(revisit["WARC-Refers-To"], original["WARC-Record-ID"])
            self.assertEqual(revisit["WARC-Refers-To-Target-URI"], original["WARC-Target-URI"])
            self.assertEqual(revisit["WARC-Refers-To-Date"], original["WARC-Date"])
            status = "304" if revisit["WARC-Profile"] == NOT_MODIFIED else "200"
            self.assertEqual(revisit.http()[0].split()[1], status)
            self.assertEqual(revisit.payload, b"")
        self.assertLess(sum(path.stat().st_size for path in self.files()), 60000)

    def test_answers_without_a_document(self):
        """Why there is none is kept, with what came; not each of several tries."""
        self.site.answers.update({
            "/none": (404, b"not here, sorry"),
            "/large": (200, b"x" * 60000),
            "/busy": [(503, b"later"), (503, b"later")],
            "/gone": [(200, b"a document"), (410, b"withdrawn")]})
        self.site.page("/none", "/large", "/busy", "/gone")
        self.define(SOURCE.replace("max_bytes: 1M", "max_bytes: 50K"))
        self.pipeline()
        self.until_idle("--attempts", "2", "--retry-base", "1ms")
        self.until_idle("--attempts", "2", "--retry-base", "1ms")
        kept = [(r["WARC-Target-URI"].rpartition("/")[2], r.http()[0].split()[1],
                 r["WARC-Truncated"], len(r.payload)) for r in self.of_type("response")]
        self.assertEqual([entry for entry in kept if entry[0] == "large"][0][:3],
                         ("large", "200", "length"))
        self.assertCountEqual([entry for entry in kept if entry[0] != "large"], [
            ("none", "404", None, 15), ("busy", "503", None, 5), ("gone", "200", None, 10),
            ("gone", "410", None, 9)])
        self.assertEqual(self.run_program("rapporteur", "archive", "extract",
                                          "http://site.example/gone"), "a document")
        self.run_program("rapporteur", "archive", "extract", "http://site.example/none", code=1)

    def test_damage_is_healed_when_the_bytes_come_again(self):
        body = random.Random(2).randbytes(20000)
        self.site.answers["/a"] = lambda handler: (  # without an ETag
            handler.send_response(200), handler.send_header("Content-Length", str(len(body))),
            handler.end_headers(), handler.wfile.write(body))
        self.fetch_all("/a")
        [path] = self.files()
        [response] = self.of_type("response")
        with path.open("r+b") as file:
            file.seek(response.offset + 10000)  # its head can still be read
            file.write(b"XXXX")
        _, process = self.until_idle()
        self.assertEqual(len(process.events("archive.healed")), 1)
        [(place,)] = self.rows("state/fetcher-1.db", "SELECT archive_offset FROM document")
        self.assertGreater(place, response.offset)
        digest = hashlib.sha256(body).hexdigest()
        out = self.home.path("out")
        self.run_program("rapporteur", "archive", "extract", digest, "--output", out)
        self.assertEqual(out.read_bytes(), body)
        _, process = self.until_idle()
        self.assertEqual(process.events("archive.healed"), [])

    def test_a_local_file(self):
        path = self.home.path("a.txt")
        path.write_bytes(b"on a disk")
        self.pipeline()
        self.until_idle(path)
        [_, resource, metadata] = self.records()
        self.assertEqual(resource.type, "resource")
        self.assertEqual(resource["WARC-Target-URI"], f"file://{path}")
        self.assertEqual(resource["Content-Type"], "text/plain")
        self.assertEqual(resource.block, b"on a disk")
        self.assertEqual(metadata.named()["source"], ["manual"])

    def test_files_are_sealed_by_size(self):
        self.site.answers.update(
            {f"/{i}": (200, random.Random(i).randbytes(2000)) for i in range(6)})
        self.site.page(*(f"/{i}" for i in range(6)))
        self.define()
        self.pipeline()
        self.until_idle("--archive-file-max", "3000")
        names = [path.name for path in self.files()]
        self.assertEqual([name.endswith(".open") for name in names], [False] * (len(names) - 1) + [True])
        self.assertGreater(len(names), 2)
        self.assertEqual(len(self.of_type("response")), 6)
        self.assertEqual(len(self.came("parser")), 6)

    def test_a_kill_while_it_writes(self):
        """Killed again and again at work: nothing that was sent is missing, and nothing but the
        last record of the file that was being written can be torn."""
        count = 40
        paths = [f"/{i}" for i in range(count)]
        self.site.page(*paths)
        self.site.answers.update(
            {path: (200, random.Random(path).randbytes(30000)) for path in paths})
        self.define(SOURCE.replace("max_bytes: 1M", "max_bytes: 1M, delay: 5ms").replace(
            "delay: 0, ", ""))
        self.pipeline()
        for target in range(4, count, 6):
            process = self.fetcher("--archive-file-max", "200K", ready=False)
            self.wait_until(lambda n=target: len(self.site.requests) >= n, 20, f"{target} requests")
            process.kill()
            self.run_program("rapporteur", "archive", "verify")
        self.until_idle("--archive-file-max", "200K", deadline_s=60)
        self.assertEqual(self.accounts()["recorded"], count)
        kept = {record["WARC-Payload-Digest"] for record in self.of_type("response")}
        sent = {"sha256:" + envelope["id"] for envelope, _ in self.came("parser")}
        self.assertEqual(len(sent), count)
        self.assertLessEqual(sent, kept)
        self.assert_balanced()

    def test_a_torn_tail_is_cut_and_told(self):
        self.site.answers["/a"] = (200, b"whole")
        self.fetch_all("/a")
        [path] = self.files()
        whole = path.read_bytes()
        path.write_bytes(whole + whole[:200])  # the beginning of a record
        _, process = self.until_idle()
        [event] = process.events("archive.cut")
        self.assertIn("bytes=200", event)
        aside = [p for p in self.files() if ".torn-" in p.name]
        self.assertEqual([p.read_bytes() for p in aside], [whole[:200]])
        self.assertIn(aside[0].name, event)
        self.assertTrue(path.read_bytes().startswith(whole))
        warc.read(path)

    def test_others_can_read_it(self):
        """zcat, and warcio where it is installed."""
        self.site.answers["/a.txt"] = (200, b"for all to read", [("Content-Type", "text/plain")])
        self.fetch_all("/a.txt")
        [path] = self.files()
        with open(path, "rb") as file:
            text = subprocess.run(["zcat"], stdin=file, capture_output=True, check=True).stdout
        self.assertEqual(text.count(b"WARC/1.1\r\n"), 4)
        self.assertIn(b"for all to read\r\n\r\n", text)
        if shutil.which("warcio") is None:
            self.skipTest("zcat reads it; warcio is not installed")
        sealed = self.home.path("copy.warc.gz")
        shutil.copy(path, sealed)
        out = subprocess.run(["warcio", "index", sealed], capture_output=True, check=True, text=True)
        self.assertEqual(len(out.stdout.splitlines()), 4)


class Verb(Archive):
    """rapporteur archive verify, list, extract."""

    def verb(self, *args, code=0):
        return self.run_program("rapporteur", "archive", *args, code=code)

    def objects(self, *args, code=0):
        return [json.loads(line) for line in self.verb(*args, "--json", code=code).splitlines()]

    def prepare(self):
        """Three documents, one of them at two addresses, in more than one file."""
        self.site.page("/a", "/b", "/c", "/d")
        self.site.answers.update({"/a": (200, b"the first"), "/b": (200, b"the second"),
                                  "/c": (200, b"the first"), "/d": (200, gzip.compress(b"packed"), [
                                      ("Content-Encoding", "gzip")])})
        self.define()
        self.pipeline()
        self.until_idle("--archive-file-max", "2K")
        self.assertGreater(len(self.files()), 1)

    def test_a_whole_archive(self):
        self.prepare()
        records = self.records()
        [verdict] = self.objects("verify")
        digests = sum((record["WARC-Block-Digest"] is not None) + (
            record["WARC-Payload-Digest"] is not None and record.type != "revisit")
            for record in records)
        self.assertEqual(verdict, {"files": len(self.files()), "records": len(records),
                                   "damaged": 0, "open": 0, "digests": digests, "unchecked": 0})
        self.assertIn(f"{len(records)} whole records, 0 damaged", self.verb("verify"))
        listed = self.objects("list")
        self.assertEqual([(line["offset"], line["type"], line["url"], line["bytes"], line["digest"])
                          for line in listed],
                         [(record.offset, record.type, record["WARC-Target-URI"], len(record.block),
                           record["WARC-Payload-Digest"] or record["WARC-Block-Digest"])
                          for record in records])
        self.assertEqual({line["file"] for line in listed}, {str(path) for path in self.files()})
        for line in listed:
            self.assertIn(str(line["offset"]), self.verb("list", line["file"]))

    def test_damage_is_told_with_its_place(self):
        self.prepare()
        path = self.files()[0]
        victim = warc.read(path)[2]
        count = len(self.records())
        with path.open("r+b") as file:
            file.seek(victim.offset + 100)
            byte = file.read(1)
            file.seek(victim.offset + 100)
            file.write(bytes([byte[0] ^ 1]))
        problem, verdict = self.objects("verify", code=2)
        self.assertEqual((problem["file"], problem["offset"], problem["what"]),
                         (str(path), victim.offset, "damaged"))
        self.assertEqual((verdict["damaged"], verdict["records"]), (1, count - 1))
        self.assertIn(f"{path}: {victim.offset}: damaged: ", self.verb("verify", code=2))
        self.assertEqual(len(self.objects("list", code=2)), count - 1)

    def test_a_digest_that_is_not_that_of_the_bytes(self):
        self.prepare()
        path = self.files()[0]
        content = gzip.decompress(path.read_bytes())
        copy = self.home.path("copy.warc")  # not compressed: no CRC tells of it
        copy.write_bytes(content.replace(b"\r\n\r\nthe first", b"\r\n\r\nThe first"))
        problem, verdict = self.objects("verify", copy, code=2)
        self.assertEqual(problem["text"], "its block digest is not that of its bytes")
        self.assertEqual(problem["offset"], content.index(b"WARC/1.1\r\nWARC-Type: response"))
        self.assertEqual(verdict["damaged"], 1)
        offset = problem["offset"]
        self.verb("extract", f"{copy}:{offset}", code=1)

    def test_an_unfinished_end_is_no_damage(self):
        self.prepare()
        path = self.files()[-1]
        self.assertEqual(path.suffix, ".open")
        whole = path.read_bytes()
        path.write_bytes(whole[:-10])
        problem, verdict = self.objects("verify")
        self.assertEqual((problem["what"], problem["file"]), ("open", str(path)))
        self.assertEqual((verdict["damaged"], verdict["open"]), (0, 1))
        path.rename(path.with_suffix(""))  # sealed, it is
        problem, verdict = self.objects("verify", code=2)
        self.assertEqual((problem["what"], verdict["damaged"]), ("damaged", 1))

    def test_a_document_is_taken_out(self):
        self.prepare()
        by_place = {}
        for path in self.files():
            for record in warc.read(path):
                if record.type in ("response", "revisit"):
                    by_place[f"{path.parent.name}/{path.name.removesuffix('.open')}:"
                             f"{record.offset}"] = record["WARC-Target-URI"]
        bodies = {"/a": "the first", "/b": "the second", "/c": "the first", "/d": "packed"}
        self.assertEqual(len(by_place), 4)
        for place, url in by_place.items():
            self.assertEqual(self.verb("extract", place), bodies[url[-2:]])
        for path in ("/a", "/b", "/d"):
            self.assertEqual(self.verb("extract", f"http://site.example{path}"), bodies[path])
            digest = hashlib.sha256(bodies[path].encode()).hexdigest()
            self.assertEqual(self.verb("extract", digest), bodies[path])
            self.assertEqual(self.verb("extract", digest[:8]), bodies[path])
        out = self.home.path("out")
        self.assertEqual(self.verb("extract", digest, "--output", out), "")
        self.assertEqual(out.read_bytes(), b"packed")

    def test_what_is_not_there(self):
        self.prepare()
        path = self.files()[0]
        for name in ("f" * 64, "http://a.example/", f"{path}:7", f"{path}:99999999",
                     f"{path}:0", "none.warc.gz:0", "x", ""):
            self.verb("extract", name, code=1)
        self.verb("extract", "a", "b", code=64)
        problem, verdict = self.objects("verify", "/nonexistent.warc", code=2)
        self.assertEqual((problem["what"], verdict["damaged"]), ("unreadable", 1))

    def test_an_empty_archive_is_whole(self):
        [verdict] = self.objects("verify")
        self.assertEqual((verdict["files"], verdict["damaged"]), (0, 0))
        self.assertEqual(self.objects("list"), [])


if __name__ == "__main__":
    harness.main()
