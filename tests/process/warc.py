"""A strict reader of WARC/1.1 files with a gzip member a record, written from ISO 28500:2017 and RFC
1952 alone, to judge what rapporteur writes.  It knows nothing of rapporteur's own reader, and says
AssertionError for whatever the standard does not allow."""

import hashlib
import re
import zlib

TYPES = {"warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion",
         "continuation"}
URI = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+"
FIELDS = {  # name in lower case: what its value must look like
    "warc-type": "[a-z]+",
    "warc-record-id": rf"<{URI}>",
    "warc-date": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z",
    "content-length": r"\d+",
    "content-type": r"[!#-'*+.0-9A-Z^-z|~-]+/[!#-'*+.0-9A-Z^-z|~-]+( *;.*)?",
    "warc-concurrent-to": rf"<{URI}>",
    "warc-block-digest": "sha256:[0-9a-f]{64}",
    "warc-payload-digest": "sha256:[0-9a-f]{64}",
    "warc-ip-address": r"\d+\.\d+\.\d+\.\d+|[0-9a-f:.]+",
    "warc-refers-to": rf"<{URI}>",
    "warc-refers-to-target-uri": URI,
    "warc-refers-to-date": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z",
    "warc-target-uri": URI,
    "warc-truncated": "length|time|disconnect|unspecified",
    "warc-filename": r"[^/\s]+",
    "warc-profile": URI,
    "warc-protocol": "[a-z0-9./]+",
}
# 5.1: what each type must have, beside the four that all must; and what it must not
NEEDS = {"response": {"warc-target-uri"}, "resource": {"warc-target-uri"},
         "request": {"warc-target-uri"}, "revisit": {"warc-target-uri", "warc-profile"}}
NOT_WITH = {
    "warcinfo": {"warc-target-uri", "warc-concurrent-to", "warc-ip-address", "warc-refers-to",
                 "warc-payload-digest"},
    "response": {"warc-refers-to", "warc-filename", "warc-profile"},
    "resource": {"warc-refers-to", "warc-filename", "warc-profile"},
    "request": {"warc-refers-to", "warc-filename", "warc-profile"},
    "metadata": {"warc-payload-digest", "warc-filename", "warc-profile"},
    "revisit": {"warc-filename"},
}


class Record:
    def __init__(self, offset, version, fields, block):
        self.offset, self.version, self.fields, self.block = offset, version, fields, block

    def __getitem__(self, name):
        return self.fields.get(name.lower())

    @property
    def type(self):
        return self["WARC-Type"]

    @property
    def is_http(self):
        return (self["Content-Type"] or "").startswith("application/http")

    def http(self):
        """(first line, [(name, value)], body) of a block that is an HTTP message."""
        head, found, body = self.block.partition(b"\r\n\r\n")
        assert found, self.block[:200]
        first, *lines = head.decode("iso-8859-1").split("\r\n")
        return first, [tuple(line.split(": ", 1)) for line in lines], body

    @property
    def payload(self):
        return self.http()[2] if self.is_http else self.block

    def named(self):
        """The fields of an application/warc-fields block: {name: [value]}."""
        assert self["Content-Type"] == "application/warc-fields"
        named = {}
        for line in self.block.decode("utf-8").splitlines():
            name, _, value = line.partition(": ")
            named.setdefault(name, []).append(value)
        return named


def members(data):
    """(offset, bytes) of each gzip member; each must be whole, and nothing stand between."""
    at = 0
    while at < len(data):
        assert data[at:at + 3] == b"\x1f\x8b\x08", (at, data[at:at + 8])
        inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)  # checks CRC-32 and length
        content = inflate.decompress(data[at:])
        assert inflate.eof, f"the member at {at} is not whole"
        yield at, content
        at = len(data) - len(inflate.unused_data)


def parse(offset, content):
    head, found, rest = content.partition(b"\r\n\r\n")
    assert found, (offset, content[:200])
    version, *lines = head.decode("utf-8").split("\r\n")
    assert version == "WARC/1.1", version
    fields = {}
    for line in lines:
        match = re.fullmatch(r"([!#-'*+.0-9A-Z^-z|~-]+): (.*)", line)
        assert match, (offset, line)
        name = match[1].lower()
        assert name not in fields, f"{name} stands twice"
        assert name in FIELDS, f"{name} is not known"
        assert re.fullmatch(FIELDS[name], match[2]), (offset, line)
        fields[name] = match[2]
    for name in ("warc-type", "warc-record-id", "warc-date", "content-length"):
        assert name in fields, (offset, name)
    length = int(fields["content-length"])
    assert rest[length:] == b"\r\n\r\n", (offset, length, len(rest))
    return Record(offset, version, fields, rest[:length])


def check(record):
    kind = record.type
    assert kind in TYPES, kind
    missing = NEEDS.get(kind, set()) - set(record.fields)
    assert not missing, (kind, missing)
    forbidden = NOT_WITH.get(kind, set()) & set(record.fields)
    assert not forbidden, (kind, forbidden)
    assert record["Content-Type"] or not record.block, (kind, "a block without a type")
    digest = record["WARC-Block-Digest"]
    assert digest in (None, "sha256:" + hashlib.sha256(record.block).hexdigest()), kind
    digest = record["WARC-Payload-Digest"]
    if digest and kind != "revisit":
        assert digest == "sha256:" + hashlib.sha256(record.payload).hexdigest(), kind
    if record.is_http:  # what its head says of the body must be true of it
        first, headers, body = record.http()
        assert re.match(r"HTTP/1\.[01] \d{3} |[A-Z]+ \S+ HTTP/1\.[01]$", first), first
        for name, value in headers:
            assert name.lower() not in ("transfer-encoding", "content-encoding"), name
            if name.lower() == "content-length" and kind == "response":
                assert int(value) == len(body), (value, len(body))


def read(path):
    """All records of a file, checked one by one and with each other."""
    with open(path, "rb") as file:
        data = file.read()
    records = [parse(offset, content) for offset, content in members(data)]
    ids = {}
    for record in records:
        check(record)
        assert record["WARC-Record-ID"] not in ids, "an id stands twice"
        ids[record["WARC-Record-ID"]] = record
        other = record["WARC-Concurrent-To"]
        if other:  # one capture: one date
            assert ids[other]["WARC-Date"] == record["WARC-Date"]
            assert ids[other]["WARC-Target-URI"] == record["WARC-Target-URI"]
    if records:
        assert records[0].type == "warcinfo"
    return records
