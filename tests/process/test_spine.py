"""The spine holds: null stages, the real broker and the real stage loop.

Whatever is stopped or killed, each document is in the sink's table exactly once at the end.
"""

import harness

MS = "--heartbeat=200ms"  # what is silent is found out in 0.6 s
BEATS_S = 3 * 0.2
MIB = 1 << 20


class Spine(harness.Case):
    def source(self, count, *args, name="fetcher-1", ready=True):
        return self.start("null_source", "--name", name, "--count", count, *args, label=name,
                          ready=ready)

    def documents(self, where="1"):
        """Number of rows that the sink has."""
        rows = self.rows("state/null.db", f"SELECT count(*) FROM documents WHERE {where}")
        return rows[0][0] if rows else 0

    def assert_all_arrived(self, source, count, deadline_s=60):
        """Its outbox is empty, so it ends; and each document is there once."""
        source.ended(deadline_s)
        self.assertEqual(self.rows(f"state/{source.name.split('.')[0]}.db", "SELECT count(*) FROM outbox"), [(0,)])
        self.assertEqual(self.documents(), count)

    def workers(self):
        return {worker["worker"] for worker in (self.status() or {}).get("workers", [])}

    def start_all(self, *broker_args):
        broker = self.start("rapporteur-broker", *broker_args)
        stages = [self.start(name) for name in ("null_sink", "null_classifier", "null_parser")]
        return broker, *stages


class Flow(Spine):
    def test_every_document_arrives_once_and_all_end_in_time(self):
        processes = self.start_all()
        self.assert_all_arrived(self.source(500, "--size", "2K"), 500)
        self.assertEqual(self.documents("times > 1"), 0)
        self.assertEqual(self.documents("bytes = 2048"), 500)
        for process in reversed(processes):
            process.stop(10)

    def test_each_source_gets_its_own_receipts(self):
        """Both put the same documents, and each waits for its receipts."""
        self.start_all()
        one = self.source(300)
        two = self.source(200, name="fetcher-2")
        one.ended(60)
        two.ended(60)
        self.assertEqual(self.documents(), 300)
        self.assertEqual(self.documents("times = 2"), 200)

    def test_outcomes(self):
        """FAIL and RETRY: a failed task is quarantined, a retried one comes back."""
        self.start("rapporteur-broker", MS)
        self.start("null_sink")
        self.start("null_classifier", "--retry-on", 3)
        self.start("null_parser", "--fail-on", 5)
        self.assert_all_arrived(self.source(10), 10)
        self.assertEqual(
            self.rows("state/null.db", "SELECT url, stage, reason, bytes FROM documents"
                      " WHERE kind = 'quarantine'"),
            [("null:5", "parser", "no_text", 0)])
        self.assertEqual(self.queue("classifier")["retried_total"], 2)
        self.assertEqual(self.queue("parser")["failed_total"], 1)

    def test_bulk_does_not_hold_up_live_and_is_not_starved(self):
        self.start("rapporteur-broker")
        self.start("null_sink", "--slots", 1)
        self.start("null_classifier", "--slots", 1)
        source = self.source(160, "--bulk", 2)
        harness.wait_until(lambda: self.queue("parser").get("bulk") == 80, 20,
                           "all tasks wait for the parser")
        self.start("null_parser", "--slots", 1)
        self.assert_all_arrived(source, 160)
        order = "".join("lb"[lane] for lane, in self.rows(
            "state/null.db", "SELECT lane FROM documents ORDER BY seq"))
        first = order[:64]
        self.assertGreaterEqual(first.count("b"), 6, order)
        self.assertLessEqual(first.count("b"), 10, order)


class Tcp(Spine):
    CONFIG = ("pipeline:\n  log_level: info\n"
              f"  endpoint: tcp://127.0.0.1:{harness.free_port()}\n")

    def test_tcp_is_only_another_endpoint(self):
        """And a killed broker's port is taken again at once."""
        broker, *_ = self.start_all(MS)
        source = self.source(2000, "--size", "1K")
        harness.wait_until(lambda: self.documents() >= 200, 20, "documents arrive")
        broker.kill()
        self.start("rapporteur-broker", MS)
        self.assert_all_arrived(source, 2000)


class Stopping(Spine):
    def test_a_clean_drain_loses_nothing(self):
        """SIGTERM to everything in the middle of the flow; what goes on later is complete."""
        broker, sink, classifier, parser = self.start_all()
        source = self.source(3000, "--size", "1K")
        harness.wait_until(lambda: self.documents() >= 300, 20, "some documents arrived")
        for process in (source, parser, classifier, sink):
            process.stop(10)
        lost = [queue["lost_total"] for queue in self.status()["queues"]]
        self.assertEqual(lost, [0, 0, 0], "who says BYE loses nothing")
        self.assertEqual([queue["leased"] for queue in self.status()["queues"]], [0, 0, 0])
        broker.stop(10)
        arrived = self.documents()
        self.assertLess(arrived, 3000, "it was in the middle")
        self.start_all()
        self.assert_all_arrived(self.source(3000, "--size", "1K"), 3000)

    def test_workers_wait_for_a_broker(self):
        """Order of starting does not matter, and a broker that leaves is waited for."""
        sink = self.start("null_sink", ready=False)
        source = self.source(400, ready=False)
        parser = self.start("null_parser", ready=False)
        self.start("null_classifier", ready=False)
        broker = self.start("rapporteur-broker", MS)
        harness.wait_until(lambda: self.documents() > 0, 20, "documents arrive")
        broker.stop(10)
        self.assertTrue(sink.alive and parser.alive)
        self.start("rapporteur-broker", MS)
        self.assert_all_arrived(source, 400)


class BackPressure(Spine):
    QUEUE = 40
    SIZE = 64 * 1024
    CONFIG = ("pipeline:\n  log_level: info\n"
              f"broker:\n  queue_messages: {QUEUE}\n  queue_bytes: 4M\n")

    def is_standing(self):
        """Every queue is full and the source is given no more."""
        status = self.status()
        return status and all(self.queue(name, status)["full"]
                              for name in ("parser", "classifier", "sink")) and status

    def assert_bounded(self, status, broker):
        in_hand = 64 + 4 + 4 + 50  # grants of the source, slots of the workers
        held = 0
        for queue in status["queues"]:
            messages = (queue["live"] + queue["bulk"] + queue["leased"] + queue["delayed"])
            self.assertLessEqual(messages, self.QUEUE + 4, queue)
            self.assertLessEqual(queue["bytes"], 4 * MIB + 4 * (self.SIZE + 2048), queue)
            held += queue["bytes"] + messages * 8192
        self.assertLess(held, 3 * 5 * MIB + in_hand * 8192)
        if not harness.SANITIZED:
            self.assertLess(broker.rss_bytes(), 16 * MIB + held)

    def stand_still(self, broker, source):
        status = harness.wait_until(self.is_standing, 30, "all queues are full")
        self.assert_bounded(status, broker)
        put = self.queue("parser", status)["put_total"]
        seen = harness.observe(1, lambda: self.queue("parser")["put_total"])
        self.assertLessEqual(max(seen), put + 1, "the source was held up")
        self.assertLess(put, 200)
        self.assert_bounded(self.status(), broker)
        self.assertTrue(source.alive)

    def test_a_stalled_sink_holds_up_the_source(self):
        broker = self.start("rapporteur-broker")
        sink = self.start("null_sink", "--stalled")
        self.start("null_classifier")
        self.start("null_parser")
        source = self.source(1000, "--size", self.SIZE)
        self.stand_still(broker, source)
        self.assertEqual(self.documents(), 0)
        sink.hang_up()
        self.assert_all_arrived(source, 1000)
        self.assertEqual(self.documents("times > 1"), 0, "nobody was lost meanwhile")
        if not harness.SANITIZED:
            harness.wait_until(lambda: broker.rss_bytes() < 16 * MIB, 5,
                               "the broker gave its memory back")

    def test_a_stopped_sink_holds_up_the_source(self):
        """SIGSTOP: it is silent, its leases return, and wait for it."""
        broker = self.start("rapporteur-broker")
        sink = self.start("null_sink")
        self.start("null_classifier")
        self.start("null_parser")
        source = self.source(1500, "--size", self.SIZE)
        harness.wait_until(lambda: self.documents() > 20, 20, "documents arrive")
        sink.pause()
        self.stand_still(broker, source)
        harness.wait_until(lambda: self.queue("sink")["leased"] == 0, 20, "its leases are lost")
        sink.resume()
        self.assert_all_arrived(source, 1500)
        self.assertEqual(self.documents("kind = 'quarantine'"), 0)


class Killing(Spine):
    def test_a_killed_worker_loses_its_tasks_to_another(self):
        self.start("rapporteur-broker", MS)
        self.start("null_sink")
        self.start("null_classifier")
        first = self.start("null_parser", "--slow", "60s")
        source = self.source(20)
        harness.wait_until(lambda: self.queue("parser").get("leased") == 4, 10,
                           "four tasks are in its hands")
        first.kill()
        killed = harness.now()
        self.start("null_parser")
        harness.wait_until(lambda: self.queue("parser")["lost_total"] == 4, 10,
                           "the tasks are given back")
        took = harness.now() - killed
        print(f"lost tasks were given back {took * 1000:.0f} ms after the kill")
        self.assertLess(took, (BEATS_S + 0.5) * harness.SLOW)
        self.assert_all_arrived(source, 20)
        self.assertEqual(self.documents("kind = 'quarantine'"), 0)

    def test_a_killed_broker_is_replaced(self):
        broker, *_ = self.start_all(MS)
        source = self.source(4000, "--size", "1K")
        epochs = set()
        for part in (400, 1200):
            harness.wait_until(lambda part=part: self.documents() >= part, 30,
                               f"{part} documents arrived")
            epochs.add(self.status()["epoch"])
            broker.kill()
            broker = self.start("rapporteur-broker", MS)
            harness.wait_until(lambda: len(self.workers()) == 4, 5, "all workers are back")
            took = max(map(harness.when, broker.events("worker.hello"))) - harness.when(
                broker.events("process.ready")[0])
            print(f"all workers talk again {took * 1000:.0f} ms after the broker's restart")
            self.assertLess(took, 0.5 * harness.SLOW)
        epochs.add(self.status()["epoch"])
        self.assertEqual(len(epochs), 3)
        self.assert_all_arrived(source, 4000)

    def test_anything_killed_in_any_order(self):
        names = ["rapporteur-broker", "null_sink", "null_classifier", "null_parser"]
        args = {"rapporteur-broker": [MS]}
        running = {name: self.start(name, *args.get(name, [])) for name in names}
        source = self.source(6000, "--size", "1K")
        turns = ["null_parser", "null_sink", "rapporteur-broker", "source", "null_classifier",
                 "rapporteur-broker", "null_sink", "source", "null_parser"]
        for turn, victim in enumerate(turns):
            harness.wait_until(lambda turn=turn: self.documents() >= 150 * (turn + 1), 30,
                               f"the flow goes on after {turn} kills")
            if victim == "source":
                source.kill()
                source = self.source(6000, "--size", "1K")
                continue
            running[victim].kill()
            running[victim] = self.start(victim, *args.get(victim, []))
        self.assert_all_arrived(source, 6000)
        self.assertEqual(self.documents("kind = 'quarantine'"), 0)

    def test_a_task_that_kills_each_worker_is_quarantined(self):
        self.start("rapporteur-broker", MS)
        self.start("null_sink")
        self.start("null_classifier")
        source = self.source(50, "--size", "1K")
        deaths = 0
        while not self.documents("kind = 'quarantine'"):
            parser = self.start("null_parser", "--crash-on", 7)
            harness.wait_until(lambda parser=parser: not parser.alive or
                               self.documents("kind = 'quarantine'"), 20,
                               "the parser dies, or the task is given up")
            if not parser.alive:
                parser.ended(code=86)
                deaths += 1
        self.assertIn(deaths, (3, 4))  # one is not counted if it had others in hand
        self.start("null_parser", "--crash-on", 7)
        self.assert_all_arrived(source, 50)
        self.assertEqual(
            self.rows("state/null.db", "SELECT url, stage, reason, bytes FROM documents"
                      " WHERE kind = 'quarantine'"),
            [("null:7", "parser", "worker_lost", 0)])
        self.assertEqual(self.queue("parser")["failed_total"], 1)

    def test_a_task_that_hangs_is_given_up_too(self):
        self.start("rapporteur-broker", MS, "--lease", "500ms")
        self.start("null_sink")
        self.start("null_classifier")
        self.start("null_parser", "--hang-on", 3)
        self.assert_all_arrived(self.source(20), 20)
        self.assertEqual(
            self.rows("state/null.db", "SELECT url, reason FROM documents"
                      " WHERE kind = 'quarantine'"), [("null:3", "worker_lost")])

    def test_the_newer_process_has_the_name(self):
        self.start("rapporteur-broker", MS)
        self.start("null_sink")
        self.start("null_classifier")
        old = self.start("null_parser", "--name", "p", "--slow", "60s")
        source = self.source(8)
        harness.wait_until(lambda: self.queue("parser").get("leased") == 4, 10,
                           "the older one has tasks")
        self.start("null_parser", "--name", "p")
        self.assert_all_arrived(source, 8)
        old.ended(10, code=78)


class Idle(Spine):
    def test_an_idle_broker_is_nearly_nothing(self):
        broker, *_ = self.start_all()
        self.assert_all_arrived(self.source(1), 1)
        used = 1
        for _ in range(3):  # a busy machine makes each wake-up dearer: the best of three
            before = broker.cpu_s()
            harness.observe(5)
            used = min(used, broker.cpu_s() - before)
            if used < 0.010:
                break
        print(f"idle broker with three workers: {used * 1000:.1f} ms CPU in 5 s, "
              f"RSS {broker.rss_bytes() / MIB:.1f} MiB")
        if not harness.SANITIZED:
            self.assertLess(used, 0.010)
            self.assertLess(broker.rss_bytes(), 16 * MIB)


if __name__ == "__main__":
    harness.main()
