"""A process that cannot start says why in one line and ends with the documented code."""

import os
import socket
import stat

import harness

BROKER = "rapporteur-broker"
CONFIG = 78


class Start(harness.Case):
    def refused(self, *args, said, code=CONFIG):
        """The broker ends by itself; its last words are the one line of the error."""
        process = self.start(BROKER, *args, ready=False)
        process.ended(code=code)
        lines = process.log().splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertIn(said, lines[0])
        return lines[0]

    def test_a_second_broker_is_refused_and_the_first_stays(self):
        broker = self.start(BROKER)
        line = self.refused(said="is in use")
        self.assertIn(" level=error event=process.end ", line)
        self.assertIn(" code=CONFIG reason=config ", line)
        self.assertIn("stop it first", line)
        self.assertTrue(broker.alive)
        self.assertIsNotNone(self.status(), "the first broker no longer answers")
        broker.kill()
        self.start(BROKER)  # what a killed broker leaves behind is in nobody's way
        self.assertIsNotNone(self.status())

    def test_a_port_in_use(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            endpoint = f"tcp://127.0.0.1:{other.getsockname()[1]}"
            line = self.refused("--endpoint", endpoint, said=f"cannot listen on '{endpoint}'")
            self.assertIn("choose another port", line)

    def test_an_endpoint_for_everyone(self):
        self.refused("--endpoint", "tcp://0.0.0.0:5555", said="is refused")
        self.refused("--endpoint", "udp://x", said="neither ipc:// nor tcp://")

    def test_run_is_made_and_closed(self):
        run = self.home.path("run")
        os.rmdir(run)
        self.start(BROKER).stop()
        self.assertEqual(stat.S_IMODE(run.stat().st_mode), 0o700)
        run.chmod(0o777)
        self.start(BROKER).stop()
        self.assertEqual(stat.S_IMODE(run.stat().st_mode), 0o700)

    def test_a_misspelt_configuration(self):
        self.home.configure("pipeline:\n  log_level: info\nbroker:\n  max_mesage: 1M\n")
        line = self.refused(said="rapporteur.yaml:4: ")
        self.assertIn("'max_message'", line)
        self.home.configure("brokr: {}\n")
        self.refused(said="did you mean 'broker'?")


if __name__ == "__main__":
    harness.main()
