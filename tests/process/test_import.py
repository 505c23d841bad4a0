"""Sources that are files: folders (kind dir) and archives that others wrote, or we (kind warc)."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import zlib

import harness
import warc
from fetching import Fetcher

OK = b"HTTP/1.1 200 OK\r\n"


def record(kind, block, url="http://a.example/", *fields, date="2019-03-04T05:06:07Z", length=None,
           media_type="application/http; msgtype=response"):
    """As wget and others write it: WARC/1.0, the address in brackets."""
    head = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{len(block)}>",
            f"WARC-Date: {date}", f"WARC-Target-URI: <{url}>", f"Content-Type: {media_type}",
            *fields, f"Content-Length: {len(block) if length is None else length}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(text, url, *fields, **more):
    return record("response", OK + b"Content-Type: text/plain\r\n\r\n" + text, url, *fields, **more)


def chunked(body):
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part)
                    for part in (body[:5], body[5:])) + b"0\r\n\r\n"


class Import(Fetcher):
    def setUp(self):
        super().setUp()
        self.files = self.home.path("files")
        self.files.mkdir()
        self.pipeline()

    def write(self, name, data):
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def source(self, kind, path, more="", name="files"):
        self.define(f"id: {name}\nkind: {kind}\npath: {path}\npoll: {{recheck: 0s}}\n{more}",
                    f"{name}.yaml")

    def documents(self):
        """{address: envelope} of what reached the parser."""
        return {envelope["url"]: envelope for envelope, _ in self.came("parser")}

    def poll(self, **more):
        _, process = self.until_idle(**more)
        self.assert_balanced("files")
        return process


class Folders(Import):
    def test_files_and_folders(self):
        for name in ("a.txt", "b.pdf", "deep/er/c.txt", "deep/.hidden.txt", ".git/d.txt",
                     "name with # and ü.txt", "e.doc"):
            self.write(name, name.encode())
        outside = self.home.path("secret.txt")
        outside.write_bytes(b"not for all")
        os.symlink(outside, self.files / "link.txt")
        os.symlink("/", self.files / "root")
        self.source("dir", "../files", "match: ['*.txt', '*.pdf']\ndefaults: {body: oewg-ict-2021}\n")
        self.poll()
        documents = self.documents()
        base = f"file://{self.files.resolve()}/"
        self.assertEqual(sorted(documents), sorted(base + name for name in (
            "a.txt", "b.pdf", "deep/er/c.txt", "name%20with%20%23%20and%20%C3%BC.txt")))
        self.assertEqual(documents[base + "a.txt"]["id"], hashlib.sha256(b"a.txt").hexdigest())
        self.assertEqual(documents[base + "b.pdf"]["media_type"], "application/pdf")
        self.assertEqual(documents[base + "b.pdf"]["hints"], {"body": "oewg-ict-2021"})

    def test_what_is_new_is_seen_at_the_next_poll(self):
        self.write("a.txt", b"one")
        self.source("dir", self.files)
        self.poll()
        self.write("sub/b.txt", b"two")
        self.write("a.txt", b"one, corrected")
        self.poll()
        self.poll()
        came = [(envelope["url"].rpartition("/")[2], envelope.get("supersedes"))
                for envelope, _ in self.came("parser")]
        self.assertCountEqual(came, [("a.txt", None), ("b.txt", None), (
            "a.txt", hashlib.sha256(b"one").hexdigest())])

    def test_a_folder_that_is_not_there(self):
        self.source("dir", "/nonexistent")
        self.site.page("/a.txt")
        self.site.answers["/a.txt"] = (200, b"from the site")
        self.define()
        process = self.poll(code=1)
        [event] = process.events("source.failed")
        self.assertIn("could not read folder '/nonexistent'", event)
        self.assertEqual(list(self.documents()), ["http://site.example/a.txt"])

    def test_filters_see_the_path(self):
        self.write("new/a.txt", b"a")
        self.write("old/b.txt", b"b")
        self.source("dir", self.files, "exclude: {url: '/old/'}\n")
        process = self.poll()
        self.assertEqual([url[-9:] for url in self.documents()], ["new/a.txt"])
        self.assertIn("entries=2 filtered=1", process.events("source.polled")[0])


class Archives(Import):
    def kept(self):
        """{address: record} of our own archive's responses and resources."""
        records = [record for path in self.home.path("archive/fetcher-1").iterdir()
                   for record in warc.read(path)]
        return {r["WARC-Target-URI"]: r for r in records if r.type in ("response", "resource")}

    def test_of_other_programs(self):
        body = b"some text of a statement"
        packed = gzip.compress(body + b"!")
        records = [
            record("warcinfo", b"software: x\r\n", media_type="application/warc-fields"),
            record("request", b"GET / HTTP/1.1\r\n\r\n", "http://a.example/1"),
            answer(b"plain", "HTTP://A.example:80/1#top", date="2019-03-04T05:06:07.123456Z"),
            record("response", OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(body),
                   "http://a.example/chunked"),
            record("response", OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
                   + chunked(packed), "http://a.example/both"),
            record("response", OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b"deflated"),
                   "http://a.example/deflate"),
            record("response", b"HTTP/1.1 404 Not Found\r\n\r\nno", "http://a.example/none"),
            record("response", b"1.2.3.4", "dns:a.example", media_type="text/dns"),
            record("resource", b"a resource", "http://a.example/resource", media_type="text/html"),
            record("resource", b"{}", "urn:pageinfo:x", media_type="application/json"),
            record("revisit", OK + b"\r\n", "http://a.example/again", "WARC-Profile: x"),
            record("metadata", b"x: y\r\n", media_type="application/warc-fields"),
            record("x-new", b"?"),
        ]
        expected = {"http://a.example/1": b"plain", "http://a.example/chunked": body,
                    "http://a.example/both": body + b"!", "http://a.example/deflate": b"deflated",
                    "http://a.example/resource": b"a resource"}
        self.write("one.warc.gz", b"".join(map(gzip.compress, records[:6])))
        self.write("two.warc", b"".join(records[6:]))
        self.source("warc", "../files/*.warc*")
        process = self.poll()
        documents = self.documents()
        self.assertEqual({url: e["id"] for url, e in documents.items()},
                         {url: hashlib.sha256(text).hexdigest() for url, text in expected.items()})
        self.assertEqual(process.events("source.broken_entries"), [])
        envelope = documents["http://a.example/1"]
        self.assertEqual((envelope["fetched_at"], envelope["media_type"]),
                         ("2019-03-04T05:06:07.123Z", "text/plain"))
        self.assertEqual(documents["http://a.example/resource"]["media_type"], "text/html")
        kept = self.kept()
        self.assertEqual({url: r.payload for url, r in kept.items()}, expected)
        self.assertEqual(kept["http://a.example/1"]["WARC-Date"], "2019-03-04T05:06:07.123Z")
        self.assertEqual(kept["http://a.example/resource"].type, "resource")
        facts = [r.named().get("importedFrom", [""])[0] for path in
                 self.home.path("archive/fetcher-1").iterdir()
                 for r in warc.read(path) if r.type == "metadata"]
        self.assertIn(f"{self.files.resolve()}/two.warc:{len(records[6]) + len(records[7])}", facts)

    @harness.unittest.skipUnless(shutil.which("wget"), "wget is not installed")
    def test_what_wget_archives(self):
        self.site.answers.update({
            "/a.txt": (200, b"for wget", [("Content-Type", "text/plain")]),
            "/packed": (200, gzip.compress(b"packed for wget"), [("Content-Encoding", "gzip")])})
        base = f"http://127.0.0.1:{self.site.port}"
        subprocess.run(["wget", "-q", f"--warc-file={self.files}/w", "-O", "/dev/null",
                        f"{base}/a.txt", f"{base}/packed", f"{base}/none"], check=False,
                       env={"PATH": os.environ["PATH"]})
        self.source("warc", "../files/*.warc.gz")
        process = self.poll()
        self.assertEqual(process.events("source.broken_entries"), [])
        self.assertEqual({url: e["id"] for url, e in self.documents().items()}, {
            f"{base}/a.txt": hashlib.sha256(b"for wget").hexdigest(),
            f"{base}/packed": hashlib.sha256(b"packed for wget").hexdigest()})
        [verdict] = [json.loads(line) for line in self.run_program(
            "rapporteur", "archive", "verify", "--json", self.files / "w.warc.gz").splitlines()]
        self.assertEqual((verdict["damaged"], verdict["digests"]), (0, 0))  # it has SHA-1 only

    def test_what_cannot_be_used_is_counted_and_passed_over(self):
        good = [answer(b"number %d" % i, f"http://a.example/{i}") for i in range(4)]
        damaged = bytearray(gzip.compress(answer(b"damaged", "http://a.example/damaged")))
        damaged[60] ^= 0xff
        members = [gzip.compress(text) for text in good]
        whole = gzip.compress(answer(b"x" * 3000, "http://a.example/torn"))
        self.write("a.warc.gz", members[0] + bytes(damaged) + b"\0" * 100 + members[1] +
                   gzip.compress(answer(b"cut", "http://a.example/cut", "WARC-Truncated: length")) +
                   gzip.compress(answer(b"y" * 200000, "http://a.example/large")) +
                   gzip.compress(answer(b"z", "http://user:word@a.example/")) +
                   members[2] + whole[:-30])
        self.write("b.warc.gz", gzip.compress(good[3] + good[2]))  # one member for all
        self.write("c.warc.gz", b"this is no archive")
        self.write("d.warc.gz", b"")
        self.source("warc", "../files/*.warc.gz", "http: {max_bytes: 100K}\n")
        process = self.poll()
        self.assertEqual(sorted(self.documents()), [f"http://a.example/{i}" for i in range(4)])
        events = process.events("source.broken_entries")
        self.assertEqual([int(event.split("entries=")[1].split()[0]) for event in events], [5, 1, 1])
        self.assertIn("compressed as one", events[1])
        self.assertIn("there is no WARC record", events[2])

    def test_what_lies_in_a_record_that_is_too_large_is_none(self):
        """Who answers a crawler decides on these bytes, and must not speak for other addresses."""
        forged = answer(b"forged", "http://b.example/forged")
        large = answer(b"y" * 200000 + b"\r\n\r\n" + forged, "http://a.example/large")
        behind = answer(b"behind", "http://a.example/behind")
        self.write("a.warc", large + behind)
        packed = answer(b"y" * 200000 + gzip.compress(forged), "http://a.example/packed")
        stored = zlib.compressobj(0, wbits=16 + zlib.MAX_WBITS)  # as what does not deflate
        self.write("b.warc.gz", stored.compress(packed) + stored.flush() + gzip.compress(behind))
        self.source("warc", "../files/*.warc*", "http: {max_bytes: 100K}\n")
        process = self.poll()
        self.assertEqual(list(self.documents()), ["http://a.example/behind"])
        large, packed = process.events("source.broken_entries")
        self.assertIn("it is larger than 'http.max_bytes'", large)
        self.assertIn("it is larger than 'http.max_bytes'", packed)

    def test_a_body_that_inflates_too_far_is_refused(self):
        bomb = gzip.compress(b"\0" * 5_000_000)
        self.write("a.warc.gz", gzip.compress(record(
            "response", OK + b"Content-Encoding: gzip\r\n\r\n" + bomb, "http://a.example/bomb")) +
            gzip.compress(record("response", OK + b"Content-Encoding: br\r\n\r\nxx",
                                 "http://a.example/br")) +
            gzip.compress(answer(b"behind", "http://a.example/behind")))
        self.source("warc", "../files/*.gz", "http: {max_bytes: 1M}\n")
        self.poll()
        self.assertEqual(list(self.documents()), ["http://a.example/behind"])
        [(envelope, quarantine)] = self.came("sink")
        self.assertEqual((envelope["url"], quarantine["quarantine"]["reason"]),
                         ("http://a.example/bomb", "too_large"))
        self.assertEqual(self.accounts("files")["refused:unsupported"], 1)

    def test_a_file_that_grows_is_read_on(self):
        first = gzip.compress(answer(b"one", "http://a.example/1"))
        second = gzip.compress(answer(b"two", "http://a.example/2"))
        path = self.write("a.warc.gz", first + second[:50])
        self.source("warc", path)
        self.poll()
        self.assertEqual(list(self.documents()), ["http://a.example/1"])
        process = self.poll()
        self.assertEqual(process.events("source.broken_entries"), [])  # told once
        path.write_bytes(first + second)
        process = self.poll()
        self.assertEqual(sorted(self.documents()), ["http://a.example/1", "http://a.example/2"])
        self.assertIn("entries=1 ", process.events("source.polled")[0])
        self.assertEqual(len(self.came("parser")), 2)

    def test_more_records_than_a_piece_has(self):
        count = 2300
        self.write("a.warc.gz", b"".join(
            gzip.compress(answer(b"number %d" % i, f"http://a.example/{i}"), 1)
            for i in range(count)))
        self.source("warc", "../files/*.gz", "filter: {url: '[05]$'}\n")
        process = self.poll(deadline_s=120)
        self.assertEqual(len(self.documents()), count // 5)
        polled = process.events("source.polled")
        self.assertGreater(len(polled), 2)
        self.assertEqual(sum(int(line.split("entries=")[1].split()[0]) for line in polled), count)

    def test_the_same_bytes_and_addresses(self):
        """One document, however many records have it; and another of an address that changed."""
        self.write("a.warc.gz", b"".join(map(gzip.compress, [
            answer(b"one", "http://a.example/1"), answer(b"one", "http://a.example/1"),
            answer(b"one", "http://a.example/2"), answer(b"other", "http://a.example/1")])))
        self.source("warc", "../files/*.gz")
        self.poll()
        self.assertEqual([e["id"] for e, _ in self.came("parser")],
                         [hashlib.sha256(text).hexdigest() for text in (b"one", b"other")])
        captures = [(e["url"], r["kind"]) for e, r in self.came("sink")]
        self.assertIn(("http://a.example/2", "capture"), captures)

    def test_our_own_archive(self):
        """What one fetcher archived, another reads: the same documents, addresses and dates."""
        self.site.page("/a.txt", "/b.txt", "/c.txt")
        self.site.answers.update({
            "/a.txt": (200, b"the first", [("Content-Type", "text/plain")]),
            "/b.txt": (200, gzip.compress(b"the second"), [("Content-Encoding", "gzip")]),
            "/c.txt": (200, b"the first")})
        self.define()
        self.until_idle()
        self.until_idle(self.write("d.txt", b"by hand"))
        before = self.documents()
        sent = len(self.came("parser"))
        self.home.path("sources.d/site.yaml").unlink()
        self.source("warc", "../archive/fetcher-1/*.warc.gz*")
        self.until_idle(name="fetcher-2")
        after = {envelope["url"]: envelope for envelope, _ in self.came("parser")[sent:]}
        self.assertEqual(set(after), set(before))
        for url, envelope in after.items():
            for key in ("id", "fetched_at", "media_type"):
                self.assertEqual(envelope.get(key), before[url].get(key), (url, key))
        out = self.run_program("rapporteur", "archive", "verify", "--json")
        self.assertEqual(json.loads(out)["damaged"], 0)


if __name__ == "__main__":
    harness.main()
