"""zmtp.py - a DEALER by hand (ZMTP 3.0, NULL), to say what no library lets one say."""

import socket
import struct

GREETING = (b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + b"\0"
            + bytes(31))
MORE, LONG, COMMAND = 1, 2, 4


class Closed(Exception):
    """The other side ended the connection."""


def frame(body, flags=0):
    if len(body) > 255:
        return bytes([flags | LONG]) + struct.pack(">Q", len(body)) + body
    return bytes([flags, len(body)]) + body


def properties(**values):
    out = b""
    for name, value in values.items():
        name = name.replace("_", "-").encode()
        out += bytes([len(name)]) + name + struct.pack(">I", len(value)) + value
    return out


class Dealer:
    """Connected and through the handshake; the identity may be any bytes."""

    def __init__(self, path, identity=b"", timeout_s=10):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout_s)
        self.socket.connect(str(path))
        self.socket.sendall(GREETING)
        self._exactly(64)
        self.socket.sendall(frame(
            b"\x05READY" + properties(Socket_Type=b"DEALER", Identity=identity), COMMAND))
        self._frame()

    def _exactly(self, count):
        got = b""
        while len(got) < count:
            try:
                part = self.socket.recv(count - len(got))
            except ConnectionError as error:
                raise Closed from error
            if not part:
                raise Closed
            got += part
        return got

    def _frame(self):
        flags, size = self._exactly(2)
        if flags & LONG:
            size = struct.unpack(">Q", bytes([size]) + self._exactly(7))[0]
        return flags, self._exactly(size)

    def send(self, *frames):
        """One message."""
        last = len(frames) - 1
        try:
            self.socket.sendall(b"".join(
                frame(body, MORE if i < last else 0) for i, body in enumerate(frames)))
        except ConnectionError as error:
            raise Closed from error

    def receive(self):
        """The frames of the next message."""
        frames, flags = [], MORE
        while flags & MORE:
            flags, body = self._frame()
            if not flags & COMMAND:
                frames.append(body)
            else:
                flags = MORE
        return frames

    def close(self):
        self.socket.close()
