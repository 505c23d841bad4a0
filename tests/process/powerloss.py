"""powerloss.py - what a disk holds after a power cut.

    disk = powerloss.Disk(home)                 # what is there now is on the disk
    env = disk.watch(limit=200_000)             # for the processes: their changes are logged
    ...                                         # disk.is_cut(): they came to the limit
    disk.read_log()                             # once all of them are dead
    disk.cut(powerloss.Nothing())               # the home is now what the disk held

The log is written by tests/preload/powerloss.c.  A byte is surely on the disk once an fsync of
its file has returned, and a name once an fsync of its folder has; what became of all else is up
to an adversary:

    Nothing()       nothing of it is there
    Some(random)    any of it is: each write wholly, torn at sectors of 512 bytes, as zeros or not
                    at all, each name or not, in whatever order; SQLite's mapped index is rubbish

`lies` is a test of the tests: a pattern of files whose fsync this disk answers and forgets.
"""

import fnmatch
import os
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

import harness

HEAD = struct.Struct("=IIQqqIIQ")
MAGIC = 0x50574C31
(OPEN, WRITE, TRUNCATE, ALLOCATE, SYNC, SYNC_DIR, RENAME, LINK, UNLINK, MKDIR,
 RMDIR) = range(1, 12)
SECTOR = 512
KEPT_OUT = {"log"}  # the processes' output
MODE_FILE, MODE_DIR = 0o640, 0o750


def library():
    """The preloaded library; None where it was not built."""
    path = harness.TEST_BIN_DIR / "libpowerloss.so"
    return path if path.is_file() else None


def put(content, offset, data):
    """Writes into a bytearray as into a file."""
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(data)] = data


class File:
    """A file: what is on the disk, and what was done to it since its last fsync."""

    def __init__(self, inode=0, content=b""):
        self.inode = inode
        self.disk = bytearray(content)
        self.pending = []  # (offset, data), or (size, None)
        self.size = len(self.disk)

    def write(self, offset, data):
        self.pending.append((offset, data))
        self.size = max(self.size, offset + len(data))

    def resize(self, size):
        self.pending.append((size, None))
        self.size = size

    @staticmethod
    def apply(content, change):
        offset, data = change
        if data is not None:
            put(content, offset, data)
        elif len(content) > offset:
            del content[offset:]
        else:
            content.extend(bytes(offset - len(content)))

    def sync(self):
        for change in self.pending:
            self.apply(self.disk, change)
        self.pending = []


class Folder:
    """A folder: the names in it now, and those that are on the disk."""

    def __init__(self):
        self.now = {}
        self.disk = {}
        self.pending = []  # {name: node, or None where it is taken away}

    def set(self, change):
        self.apply(self.now, change)
        self.pending.append(change)

    @staticmethod
    def apply(names, change):
        for name, node in change.items():
            if node is None:
                names.pop(name, None)
            else:
                names[name] = node

    def sync(self):
        for change in self.pending:
            self.apply(self.disk, change)
        self.pending = []


class Nothing:
    """Nothing that was not synced is on the disk."""

    def content(self, _name, file):
        return file.disk

    def names(self, folder):
        return folder.disk


class Some:
    """Some of what was not synced is on the disk, as `random` says."""

    def __init__(self, random):
        self.random = random

    def _torn(self, content, offset, data):
        """Some of the sectors that the write touches."""
        end = offset + len(data)
        for start in range(offset - offset % SECTOR, end, SECTOR):
            if self.random.random() < 0.5:
                first, last = max(start, offset), min(start + SECTOR, end)
                put(content, first, data[first - offset:last - offset])

    def content(self, name, file):
        if name.endswith("-shm"):
            return self.random.randbytes(self.random.choice((0, 3, 32768)))
        content = bytearray(file.disk)
        for offset, data in file.pending:
            fate = self.random.random()
            if fate < 0.3:
                continue
            if data is None or fate < 0.6:
                File.apply(content, (offset, data))
            elif fate < 0.9:
                self._torn(content, offset, data)
            elif offset >= len(content):  # the file has grown, its new blocks were not written
                put(content, offset, bytes(len(data)))
        return content

    def names(self, folder):
        names = dict(folder.disk)
        for change in folder.pending:
            if self.random.random() < 0.5:
                Folder.apply(names, change)
        return names


class Disk:
    """The disk under one home."""

    def __init__(self, home, lies=None):
        self.home = Path(home).resolve()
        self.lies = lies
        self.lied = 0
        self.log = Path(tempfile.mkdtemp(prefix="raplog", dir="/tmp")) / "log"
        self.limit = None
        self.root = None
        self.start()

    def remove(self):
        shutil.rmtree(self.log.parent, ignore_errors=True)

    def start(self):
        """What is in the home now is on the disk."""
        self.log.unlink(missing_ok=True)
        self.root = self._take(self.home)

    def _take(self, path):
        if path.is_file():
            return File(path.stat().st_ino, path.read_bytes())
        folder = Folder()
        for entry in path.iterdir():
            if (path != self.home or entry.name not in KEPT_OUT) and (
                    entry.is_file() or entry.is_dir()):
                folder.set({entry.name: self._take(entry)})
        folder.sync()
        return folder

    # ---- the processes' side ----

    def watch(self, limit=None):
        """The environment of processes that are to be watched, up to a size of the log."""
        self.limit = limit
        env = {"LD_PRELOAD": str(library()), "RAP_POWERLOSS_ROOT": str(self.home),
               "RAP_POWERLOSS_LOG": str(self.log)}
        if limit is not None:
            env["RAP_POWERLOSS_LIMIT"] = str(limit)
        if harness.SANITIZED:  # libasan wants to be the first; it is the second, and does work
            env["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        return env

    def logged(self):
        """Bytes of the log so far."""
        return self.log.stat().st_size if self.log.exists() else 0

    def is_cut(self):
        return self.limit is not None and self.logged() >= self.limit

    # ---- what was done ----

    def read_log(self):
        """Does on the disk what the processes did."""
        data = self.log.read_bytes() if self.log.exists() else b""
        at = 0
        while at < len(data):
            magic, kind, inode, offset, size, path_len, other_len, data_len = HEAD.unpack_from(
                data, at)
            assert magic == MAGIC, f"the log is damaged at {at}"
            at += HEAD.size
            path = data[at:at + path_len].decode()
            other = data[at + path_len:at + path_len + other_len].decode()
            at += path_len + other_len
            self._do(kind, path, other, inode, offset, size, data[at:at + data_len])
            at += data_len
        self.log.unlink(missing_ok=True)

    # pylint: disable-next=too-many-arguments,too-many-positional-arguments
    def _do(self, kind, path, other, inode, offset, size, data):
        if path.endswith(" (deleted)"):
            return  # nobody will find it again
        if kind in (OPEN, WRITE, TRUNCATE, ALLOCATE, SYNC):
            self._do_file(self._file(path, inode), path, kind, offset, size, data)
        elif kind == SYNC_DIR:
            self._sync(self._find(path), path)
        elif kind in (RENAME, LINK):
            self._name_anew(path, other, self._node(path, inode), kind == RENAME)
        else:
            self._set(path, Folder() if kind == MKDIR else None)

    # pylint: disable-next=too-many-arguments,too-many-positional-arguments
    def _do_file(self, file, path, kind, offset, size, data):
        if kind == WRITE:
            file.write(offset, data)
        elif kind == TRUNCATE or (kind == OPEN and size == 1):
            file.resize(size if kind == TRUNCATE else 0)
        elif kind == ALLOCATE:
            file.resize(max(size, file.size))
        elif kind == SYNC:
            assert file.size == size, (
                f"'{path}' has {size} bytes and not {file.size}: something wrote it unseen")
            self._sync(file, path)

    def _sync(self, node, path):
        if self.lies is not None and fnmatch.fnmatch(path, self.lies):
            self.lied += 1
        else:
            node.sync()

    def _find(self, path):
        node = self.root
        for name in Path(path).relative_to(self.home).parts:
            node = node.now[name]
        return node

    def _set(self, path, node):
        self._find(os.path.dirname(path)).set({os.path.basename(path): node})

    def _name_anew(self, path, other, node, moved):
        """Within a folder, a move is one change: no file system does half of it."""
        if moved and os.path.dirname(path) == os.path.dirname(other):
            self._find(os.path.dirname(path)).set(
                {os.path.basename(path): None, os.path.basename(other): node})
            return
        self._set(other, node)
        if moved:
            self._set(path, None)

    def _node(self, path, inode):
        node = self._find(os.path.dirname(path)).now.get(os.path.basename(path))
        return node if isinstance(node, Folder) else self._file(path, inode)

    def _file(self, path, inode):
        """The file under this name; a new one when the name is another file's now."""
        folder = self._find(os.path.dirname(path))
        file = folder.now.get(os.path.basename(path))
        if file is None or file.inode != inode:
            file = File(inode)
            folder.set({os.path.basename(path): file})
        return file

    # ---- the cut ----

    def cut(self, adversary):
        """Makes the home what is left of it, and begins anew with that."""
        image = self.image(adversary)
        for entry in self.home.iterdir():
            if entry.name not in KEPT_OUT:
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry)
                else:
                    entry.unlink()
        shutil.copytree(image, self.home, dirs_exist_ok=True)
        shutil.rmtree(image)
        self.start()

    def image(self, adversary):
        """A new folder with what is left."""
        to = Path(tempfile.mkdtemp(prefix="rapcut", dir="/tmp"))
        self._write(self.root, self.home, to, adversary)
        return to

    def _write(self, folder, was, to, adversary):
        for name, node in adversary.names(folder).items():
            if isinstance(node, Folder):
                (to / name).mkdir(mode=_mode(was / name, MODE_DIR))
                self._write(node, was / name, to / name, adversary)
            else:
                (to / name).write_bytes(adversary.content(name, node))
                (to / name).chmod(_mode(was / name, MODE_FILE))


def _mode(path, otherwise):
    """Modes are not watched: as it is now, if it is there."""
    return path.stat().st_mode & 0o7777 if path.exists() else otherwise


def descendants(pid):
    """The process and all that it started, and what they started."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, task.read_text(encoding="ascii").split())
            except OSError:
                pass  # it has ended meanwhile
    return found


def kill_all(pids):
    """As a power cut does: at once, and nothing of them is left running."""
    subprocess.run(["kill", "-9", *map(str, pids)], stderr=subprocess.DEVNULL, check=False)
    harness.wait_until(lambda: not any(map(_runs, pids)), 10, "all processes are dead")


def _runs(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return stat[stat.rindex(")") + 2] != "Z"
