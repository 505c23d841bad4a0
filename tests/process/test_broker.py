"""The broker and those who do not keep to the rules: strangers, floods, and second brokers."""

import json
import os
import random
import socket
import stat

import harness
from zmtp import Closed, Dealer

MIB = 1 << 20


def hello(worker, **more):
    header = {"stage": "parser", "worker": worker, "version": "0.1.0", "started": 1,
              "credit": 1, **more}
    return [b"RAP1", b"HELLO", json.dumps(header).encode()]


class Strangers(harness.Case):
    CONFIG = "pipeline:\n  log_level: info\nbroker:\n  max_message: 1M\n"

    def setUp(self):
        super().setUp()
        self.broker = self.start("rapporteur-broker")
        self.path = self.home.path("run/broker.sock")

    def dealer(self, identity=b"stranger"):
        peer = Dealer(self.path, identity, 10 * harness.SLOW)
        self.addCleanup(peer.close)
        return peer

    def assert_serves(self):
        """It answers, and a task still goes through."""
        self.assertIsNotNone(self.status())
        self.assertTrue(self.broker.alive)
        source = self.dealer(b"fetcher-9")
        source.send(*hello("fetcher-9", stage="fetcher", gives="sink"))
        self.assertEqual(source.receive()[1], b"WELCOME")
        self.assertEqual(source.receive()[:2], [b"RAP1", b"GRANT"])
        source.send(b"RAP1", b"PUT", b"sink", b"{}", b"", b"body")
        sink = self.dealer(b"sink-9")
        sink.send(*hello("sink-9", stage="sink", takes="sink"))
        self.assertEqual(sink.receive()[1], b"WELCOME")
        sink.send(b"RAP1", b"CREDIT", b"1")
        task = sink.receive()
        self.assertEqual((task[1], task[6]), (b"TASK", b"body"))
        sink.send(b"RAP1", b"DONE", task[2], b"0", b'{"id":"x"}')
        while (answer := source.receive())[1] != b"RECEIPT":
            self.assertIn(answer[1], (b"GRANT", b"BEAT"))
        self.assertEqual(answer[2], b'{"id":"x"}')
        for peer in (source, sink):
            peer.send(b"RAP1", b"BYE", b"shutdown")

    def test_what_breaks_the_rules_is_answered_bye(self):
        peer = self.dealer()
        cases = [
            ([b"RAP2", b"HELLO", b"{}"], b"version: this broker speaks RAP1"),
            ([b"MDPC02", b"\x01", b"service"], b"version: "),
            ([b"GET / HTTP/1.1"], b"version: "),
            ([b""], b"version: "),
            ([b"RAP1"], b"malformed: "),
            ([b"RAP1", b"JUMP"], b"malformed: "),
            ([b"RAP1", b""], b"malformed: "),
            ([b"RAP1", b"\xff\x00" * 50], b"malformed: "),
            ([b"RAP1", b"HELLO"], b"malformed: "),
            ([b"RAP1", b"HELLO", b"{}"], b"malformed: "),
            ([b"RAP1", b"HELLO", b'{"stage": "pars'], b"malformed: "),
            ([b"RAP1", b"HELLO", b"\xff\xfe{}"], b"malformed: "),
            ([b"RAP1", b"HELLO", b"[" * 60000], b"malformed: "),
            ([b"RAP1", b"HELLO", b"{}" + b" " * 65536], b"malformed: "),
            ([b"RAP1", b"BYE", b"x" * 65537], b"malformed: "),
            ([b"RAP1", b"DONE"] + [b""] * 300, b"malformed: "),
            ([b"RAP1", b"DONE", b"1", b"17"], b"malformed: "),
            ([b"RAP1", b"DONE", b"1", b"4", b"sink"], b"malformed: "),
            ([b"RAP1", b"WELCOME", b"{}"], b"malformed: "),
            ([b"RAP1", b"TASK", b"1", b"0", b"{}", b"", b""], b"malformed: "),
            (hello("somebody-else"), b"refused: "),
            (hello("stranger", takes="nowhere"), b"refused: "),
            (hello("stranger", credit=-1), b"malformed: "),
            (hello("stranger", started="now"), b"malformed: "),
            ([b"RAP1", b"CREDIT", b"1"], b"hello"),
            ([b"RAP1", b"PUT", b"sink", b"{}", b"", b""], b"hello"),
        ]
        for frames, reason in cases:
            peer.send(*frames)
            answer = peer.receive()
            self.assertEqual(answer[:2], [b"RAP1", b"BYE"], frames)
            self.assertTrue(answer[2].startswith(reason), (frames[:3], answer))
        self.assertEqual(self.status()["malformed_total"], len(cases) - 4)
        self.assertEqual(len(self.broker.events("broker.malformed")), 1, "once a peer and minute")
        self.assert_serves()

    def test_a_frame_that_is_too_large_ends_the_connection(self):
        peer = self.dealer(b"parser-1")
        peer.send(*hello("parser-1", takes="parser"))
        self.assertEqual(peer.receive()[1], b"WELCOME")
        with self.assertRaises(Closed):
            peer.send(b"RAP1", b"DONE", b"1", b"1", b"sink", b"{}", b"{}", bytes(2 * MIB))
            while True:
                peer.receive()
        self.assert_serves()

    def test_a_flood_is_survived(self):
        """A peer that shouts and never listens is counted, logged once, and bounded."""
        peer = self.dealer()
        peer.socket.settimeout(0.5)
        try:
            for _ in range(50):
                for _ in range(1000):
                    peer.send(b"RAP1", b"JUMP", b"x" * 100)
        except TimeoutError:
            pass  # it is not even read any more: as good
        harness.wait_until(lambda: self.status()["malformed_total"] > 1000, 20, "it is counted")
        self.assertEqual(len(self.broker.events("broker.malformed")), 1)
        if not harness.SANITIZED:
            self.assertLess(self.broker.rss_bytes(), 32 * MIB)
        self.assert_serves()

    def test_noise_is_survived(self):
        """Bytes that are no ZMTP, greetings that end in the middle, random messages."""
        noise = random.Random(20240308)
        for size in (1, 10, 64, 65, 200, 5000):
            with socket.socket(socket.AF_UNIX) as raw:
                raw.connect(str(self.path))
                raw.sendall(noise.randbytes(size))
        idle = []
        for _ in range(50):  # who connects and says nothing
            raw = socket.socket(socket.AF_UNIX)
            raw.connect(str(self.path))
            idle.append(raw)
        words = [b"RAP1", b"HELLO", b"PUT", b"DONE", b"FAIL", b"RETRY", b"CREDIT", b"BEAT", b"BYE",
                 b"1", b"0", b"-1", b"99999999999999999999", b"{}", b"", b"sink", b"parser/bulk",
                 *hello("stranger", takes="parser")[2:], *hello("stranger")[2:]]
        peer = self.dealer()
        for _ in range(3000):
            frames = [noise.choice(words) for _ in range(noise.randint(1, 8))]
            peer.send(b"RAP1", *frames)
        peer.send(b"RAP1", b"STATUS")
        while peer.receive()[1] != b"STATUS":
            pass
        for raw in idle:
            raw.close()
        peer.send(b"RAP1", b"BYE", b"shutdown")
        self.assert_serves()

    def test_names_of_any_bytes(self):
        for identity in (b"", b"x" * 255, "Ünï".encode(), b"a b", b"\x01\x02", b"n" * 64):
            peer = self.dealer(identity)
            peer.send(*hello(identity.decode("latin-1") or "x", takes="parser"))
            answer = peer.receive()
            self.assertEqual(answer[1], b"BYE", identity)
        self.assertEqual(self.status()["workers"], [])
        self.assert_serves()


class Process(harness.Case):
    def fails(self, *args, code=78):
        process = self.start("rapporteur-broker", *args, ready=False)
        process.ended(code=code)
        return process.log()

    def test_a_second_broker_is_told(self):
        self.start("rapporteur-broker")
        self.assertIn("in use", self.fails())
        port = harness.free_port()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", port))
            taken.listen()
            self.assertIn(f"127.0.0.1:{port}", self.fails("--endpoint", f"tcp://127.0.0.1:{port}"))

    def test_closed_by_default(self):
        """No TCP beyond this machine, no socket for other users."""
        for endpoint in ("tcp://0.0.0.0:5555", "tcp://*:5555", "tcp://192.0.2.1:5555"):
            self.assertIn("is refused", self.fails("--endpoint", endpoint))
        os.chmod(self.home.path("run"), 0o755)
        self.start("rapporteur-broker")
        self.assertEqual(stat.S_IMODE(self.home.path("run").stat().st_mode), 0o700)

    def test_wrong_options_are_told(self):
        for args, code, text in (
                (("--queue-mesages", "5"), 64, "queue-messages"),
                (("--heartbeat", "1ms"), 64, "heartbeat"),
                (("--max-message", "2G"), 64, "more than 1G"),  # no worker would take it
                (("--queues", "parser,classifier"), 78, "'sink' is missing"),
                (("operand",), 64, "operand"),
        ):
            self.assertIn(text, self.fails(*args, code=code))
        self.home.configure("broker:\n  queue_mesages: 5\n")
        text = self.fails(code=78)
        self.assertIn("rapporteur.yaml:2", text)
        self.assertIn("queue_messages", text)

    def test_a_killed_brokers_socket_is_no_hindrance(self):
        for _ in range(3):
            self.start("rapporteur-broker").kill()
        self.start("rapporteur-broker").stop()


if __name__ == "__main__":
    harness.main()
