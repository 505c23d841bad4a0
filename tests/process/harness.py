"""harness.py - real processes in a home of their own, for tests.

    import harness

    class Spine(harness.Case):
        def test_drain(self):
            broker = self.start("rapporteur-broker")
            ...
            self.wait_until(lambda: self.rows("state/store.db", "SELECT 1 FROM documents"),
                            10, "a document is stored")
            broker.stop()

    if __name__ == "__main__":
        harness.main()

Each test has a home in a new folder (self.home), with a short path since sockets live in it.
At its end every process is stopped, and the test fails if one of them had ended without being
asked to, or answered SIGTERM with another exit code than 0.  Their messages are in the home's
log/ folder and are shown when a test fails.

Nothing here sleeps for a fixed time and hopes: wait_until() looks again and again until
what it waits for is there, and fails with its name at the deadline.  Deadlines are for a
quiet machine and a plain build; they are stretched for sanitizers and by RAP_TEST_SLOW.
"""

import ctypes
import datetime
import json
import os
import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

SOURCE_DIR = Path(os.environ.get("RAP_SOURCE_DIR", Path(__file__).resolve().parents[2]))
BIN_DIR = Path(os.environ.get("RAP_BIN_DIR", SOURCE_DIR / "build" / "dev" / "bin"))
TEST_BIN_DIR = BIN_DIR.parent / "tests"  # programs that only tests use
SANITIZED = bool(os.environ.get("RAP_SANITIZE"))
SLOW = float(os.environ.get("RAP_TEST_SLOW", "1")) * (5 if SANITIZED else 1)
POLL_S = 0.01
READY_S = 10
STOP_S = 10  # within which a process must answer SIGTERM by ending

_never = threading.Event()
_libc = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def wait_until(predicate, deadline_s, what):
    """The first true value of predicate(); an AssertionError naming `what` at the deadline."""
    end = time.monotonic() + deadline_s * SLOW
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() >= end:
            raise AssertionError(f"waited {deadline_s * SLOW:g} s in vain until {what}")
        _never.wait(POLL_S)


def observe(seconds, sample=None):
    """Lets time pass for a measurement, never to wait for something to have happened.
    Returns what sample() said meanwhile, if it is given."""
    end = time.monotonic() + seconds
    seen = []
    while time.monotonic() < end:
        if sample is not None:
            seen.append(sample())
        _never.wait(POLL_S if sample is not None else max(0, end - time.monotonic()))
    return seen


def now():
    """Seconds on the monotonic clock, to measure how long something took."""
    return time.monotonic()


def when(line):
    """The time of a log line, in seconds since 1970."""
    text = re.search(r"\bts=(\S+)", line).group(1)
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def free_port():
    """A TCP port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def skip(why):
    """At the top of a file: something optional is absent, none of its tests can run."""
    print(f"skipped: {why}", flush=True)
    sys.exit(77)


def program(name):
    """Path of one of the built programs, or of a test's own."""
    for folder in (BIN_DIR, TEST_BIN_DIR):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"{name} is neither in {BIN_DIR} nor in {TEST_BIN_DIR}: build it")


def has_program(name):
    return (BIN_DIR / name).is_file() or (TEST_BIN_DIR / name).is_file()


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


class Home:
    """A folder as `rapporteur init` makes it, with the smallest configuration."""

    def __init__(self, config="pipeline:\n  log_level: info\n"):
        self.dir = Path(tempfile.mkdtemp(prefix="rap", dir="/tmp"))
        for name, mode in (("run", 0o700), ("state", 0o755), ("archive", 0o755),
                           ("sources.d", 0o755), ("log", 0o755)):
            (self.dir / name).mkdir(mode=mode)
        self.configure(config)

    def configure(self, text):
        (self.dir / "rapporteur.yaml").write_text(text, encoding="utf-8")

    def path(self, name):
        return self.dir / name

    def remove(self):
        shutil.rmtree(self.dir, ignore_errors=True)


class Process:
    """One running program."""

    def __init__(self, home, name, argv, env=None, ready=True):
        self.name = name
        self.log_path = home.path(f"log/{name}.log")
        self.expected = None  # the exit code that a test asked for; None: it shall run on
        self.started = time.monotonic()
        self._start([str(arg) for arg in argv], env, ready)
        self.pid = self.popen.pid
        if ready:
            self._wait_ready()

    def _start(self, argv, env, ready):
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith("RAPPORTEUR_")}
        environment.update({"LC_ALL": "C.UTF-8"}, **(env or {}))
        read_end, write_end = os.pipe()
        if ready:
            argv = argv + ["--ready-fd", str(write_end)]
        with open(self.log_path, "ab") as log:
            # pylint: disable-next=subprocess-popen-preexec-fn
            self.popen = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                pass_fds=[write_end] if ready else [], preexec_fn=_die_with_parent)
        os.close(write_end)
        self._ready_fd = read_end

    def _wait_ready(self):
        end = time.monotonic() + READY_S * SLOW
        said = b""
        while b"READY\n" not in said:
            left = max(0, end - time.monotonic())
            if not select.select([self._ready_fd], [], [], left)[0]:
                raise AssertionError(f"{self.name} is not ready after {READY_S * SLOW:g} s")
            got = os.read(self._ready_fd, 64)
            if not got:
                code = self.popen.wait(STOP_S)
                self.expected = code
                raise AssertionError(f"{self.name} ended with {code} before it was ready:\n"
                                     + self.log())
            said += got

    def log(self):
        """All that it has written so far, standard output and error."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def events(self, event):
        """Its log lines of this event id."""
        return [line for line in self.log().splitlines() if f"event={event} " in line + " "]

    @property
    def alive(self):
        return self.popen.poll() is None

    def ended(self, deadline_s=STOP_S, code=0):
        """It ends by itself, with this code (None: with any)."""
        try:
            got = self.popen.wait(deadline_s * SLOW)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.name} still runs after {deadline_s * SLOW:g} s:\n"
                                 + self.log()[-4000:]) from None
        self.expected = got
        if code is not None and got != code:
            raise AssertionError(f"{self.name} ended with {got} instead of {code}:\n"
                                 + self.log()[-4000:])

    def stop(self, deadline_s=STOP_S, code=0, signo=signal.SIGTERM):
        """Asks it to end and waits until it has, with this code."""
        self.popen.send_signal(signo)
        self.ended(deadline_s, code)

    def kill(self):
        """kill -9."""
        self.expected = -signal.SIGKILL
        self.popen.kill()
        self.popen.wait(STOP_S * SLOW)

    def pause(self):
        self.popen.send_signal(signal.SIGSTOP)
        wait_until(lambda: self._stat()[0] == "T", 5, f"{self.name} is stopped")

    def resume(self):
        self.popen.send_signal(signal.SIGCONT)

    def hang_up(self):
        """SIGHUP: to read its configuration again, or what else it means there."""
        self.popen.send_signal(signal.SIGHUP)

    def _stat(self):
        text = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        return text[text.rindex(")") + 2:].split()

    def rss_bytes(self):
        """Resident memory now."""
        return self._status_kib("VmRSS") * 1024

    def peak_rss_bytes(self):
        return self._status_kib("VmHWM") * 1024

    def _status_kib(self, key):
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
        return 0

    def cpu_s(self):
        """CPU seconds of all its threads so far, to the nanosecond."""
        total = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
        return total / 1e9

    def _close(self):
        os.close(self._ready_fd)


class Case(unittest.TestCase):
    """A test with a home and with processes that do not outlive it."""

    CONFIG = "pipeline:\n  log_level: info\n"

    def setUp(self):
        self.home = Home(self.CONFIG)
        self.processes = []
        self._names = {}
        self.addCleanup(self._clean_up)

    def wait_until(self, predicate, deadline_s, what):
        return wait_until(predicate, deadline_s, what)

    def start(self, name, *args, ready=True, env=None, label=None):
        """Starts a program in the test's home; returns once it is ready."""
        label = label or name.replace("rapporteur-", "")
        self._names[label] = self._names.get(label, 0) + 1
        if self._names[label] > 1:
            label = f"{label}.{self._names[label]}"
        process = Process(self.home, label, [program(name), "--home", self.home.dir, *args],
                          env=env, ready=ready)
        self.processes.append(process)
        return process

    def run_pipeline(self, *args, prefix=(), home=None, env=None, ready=True):
        """Starts `rapporteur run`, behind the words of `prefix`; returns once it is ready."""
        home = home or self.home
        process = Process(home, "run", [
            *prefix, program("rapporteur"), "run", "--home", home.dir, *args], env=env, ready=ready)
        self.processes.append(process)
        return process

    def run_program(self, name, *args, code=0, env=None, deadline_s=30, stdin=None, stderr=False):
        """Runs it to its end; returns what it wrote to standard output, or to standard error.  `code`
        None: any."""
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "RAPPORTEUR_HOME": str(self.home.dir),
                       **(env or {})}
        done = subprocess.run([str(program(name)), *map(str, args)], capture_output=True,
                              env=environment, timeout=deadline_s * SLOW, input=stdin,
                              check=False)
        if code is not None and done.returncode != code:
            raise AssertionError(
                f"{name} {' '.join(map(str, args))}: exit code {done.returncode} instead of "
                f"{code}\n{done.stdout.decode()}\n{done.stderr.decode()}")
        return (done.stderr if stderr else done.stdout).decode()

    def status(self):
        """What the broker answers to STATUS; None when it does not."""
        done = subprocess.run([str(program("null_status")), "--home", str(self.home.dir)],
                              capture_output=True, timeout=10 * SLOW, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def queue(self, name, status=None):
        """One queue's entry in STATUS; an empty dict when there is no answer."""
        answer = status or self.status() or {}
        return next((q for q in answer.get("queues", []) if q["queue"] == name), {})

    def rows(self, database, sql, *args):
        """Rows of a SQLite file in the home; none while the file or the table is not there."""
        path = self.home.path(database)
        if not path.exists():
            return []
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
        try:
            return connection.execute(sql, args).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise
        finally:
            connection.close()

    def _clean_up(self):
        problems = []
        for process in reversed(self.processes):
            problem = self._end(process)
            if problem:
                problems.append(problem)
        failed = bool(problems) or self._has_failed()
        if failed:
            for process in self.processes:
                print(f"---- {process.name} ----\n{process.log()[-3000:]}", file=sys.stderr)
        self.home.remove()
        if problems:
            self.fail("; ".join(problems))

    def _has_failed(self):
        outcome = self._outcome
        return outcome is not None and not outcome.success

    @staticmethod
    def _end(process):
        problem = None
        code = process.popen.poll()
        if code is None:
            process.popen.send_signal(signal.SIGCONT)
            process.popen.send_signal(signal.SIGTERM)
            try:
                code = process.popen.wait(STOP_S * SLOW)
                if code != 0:
                    problem = f"{process.name} answered SIGTERM with exit code {code}"
            except subprocess.TimeoutExpired:
                process.popen.kill()
                process.popen.wait(STOP_S)
                problem = f"{process.name} did not end on SIGTERM"
        elif process.expected is None:
            problem = f"{process.name} ended with {code} unasked"
        process._close()  # pylint: disable=protected-access
        return problem


def main():
    """Runs the tests of the calling file; 77 when all of them were skipped."""
    result = unittest.main(module="__main__", exit=False, verbosity=2).result
    if not result.wasSuccessful():
        sys.exit(1)
    if result.testsRun > 0 and len(result.skipped) == result.testsRun:
        for _, why in result.skipped:
            print(f"skipped: {why}", flush=True)
        sys.exit(77)
    sys.exit(0)
