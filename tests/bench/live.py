"""What benchmarks of a pipeline that runs share: its home, and its documents' times."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys

from documents import ROOT
import harness

PATIENCE_S = 120
SOURCE = """\
id: {name}
kind: list
title: Made-up statements
file: {name}.tsv
columns: [url]
defaults: {{body: oewg-ict-2021, language: en}}
poll: {{every: 24h}}
http: {{delay: {delay}}}
"""


class Home:
    def __init__(self, args, folder, config):
        self.args, self.dir = args, folder
        self.env = {**os.environ, "LC_ALL": "C.UTF-8", "RAPPORTEUR_DATA": str(ROOT / "data")}
        for name, mode in (("run", 0o700), ("state", 0o755), ("archive", 0o755),
                           ("sources.d", 0o755)):
            (folder / name).mkdir(mode=mode)
        (folder / "rapporteur.yaml").write_text(config)
        self.log = open(folder / "log", "w", encoding="utf-8")

    def list(self, name, files, delay):
        """A source with these files of the server."""
        (self.dir / "sources.d" / f"{name}.tsv").write_text(
            "".join(f"http://{name}.example/{file}\n" for file in files))
        (self.dir / "sources.d" / f"{name}.yaml").write_text(SOURCE.format(name=name, delay=delay))

    def rapporteur(self, *args):
        return subprocess.Popen([self.args.build / "bin/rapporteur", *map(str, args),
                                 "--home", self.dir], env=self.env, stdin=subprocess.DEVNULL,
                                stdout=self.log, stderr=self.log)

    def rows(self, database, sql, *args):
        connection = sqlite3.connect(f"file:{self.dir / 'state' / database}?mode=ro", uri=True,
                                     timeout=10)
        try:
            return connection.execute(sql, args).fetchall()
        finally:
            connection.close()

    def latencies(self, source):
        """Milliseconds from each document's request to its receipt."""
        return [ms for ms, in self.rows("fetcher-1.db", """
            SELECT r.at - f.first_at FROM event AS r JOIN event AS f USING (url)
            WHERE r.source = ? AND r.kind = 'receipt' AND f.kind = 'fetch'""", source)]


def wait_until(predicate, what):
    try:
        harness.wait_until(predicate, PATIENCE_S, what)
    except AssertionError as error:
        sys.exit(str(error))


def percentile(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * part))]


def ratios(rounds, turns, one_turn, parts, more=lambda: ""):
    """How much longer documents take in the second kind of turn than in the first, for each
    percentile of `parts`: {part: [of each round]}.  one_turn(what, number) gives milliseconds;
    the first round only warms up.  `more` is called for what else a round's line is to say."""
    found = {part: [] for part in parts}
    for number in range(rounds + 1):
        times = [one_turn(what, number) for what in turns]
        if number == 0:
            continue
        line = []
        for part in parts:
            calm, busy = (percentile(values, part / 100) for values in times)
            found[part].append(busy / max(calm, 1))
            line.append(f"p{part} {calm:.0f} -> {busy:.0f} ms ({found[part][-1]:.2f})")
        print(f"round {number}: {', '.join(line)};{more()} load {os.getloadavg()[0]:.1f}",
              flush=True)
    return found


@contextlib.contextmanager
def stopped(run):
    """Ends it, whatever happens."""
    try:
        yield
    finally:
        run.send_signal(signal.SIGTERM)
        run.wait()
