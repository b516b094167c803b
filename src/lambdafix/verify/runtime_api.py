"""Lambda's Runtime API on loopback: events go out, answers come in.

Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, version 2018-06-01, and
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming.
"""

from __future__ import annotations

import base64
import hashlib
import json
import queue
import time
import uuid
from collections.abc import Iterable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from threading import Thread
from typing import NamedTuple, Self

from lambdafix.catalog.layers import largest_answer

_ROOT = "/2018-06-01/runtime/"
_FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:local"
_MODE = "Lambda-Runtime-Function-Response-Mode"
_MOST = 20 << 20  # bytes that a streamed answer may have on Lambda


class Posted(NamedTuple):
    """What a runtime sent: `kind` is `response`, `error`, `init`, or `large` for a response that
    Lambda does not take."""

    kind: str
    body: bytes


class RuntimeApi:
    """A server for one sandbox after the other; each event is given once."""

    def __init__(self) -> None:
        self._events = queue.SimpleQueue[tuple[bytes, float] | None]()
        self._posted = queue.SimpleQueue[Posted]()
        self._open = set[str]()
        self._given = 0  # events
        self.asked = False  # a runtime has asked for an event
        self._server = _Server(("127.0.0.1", 0), _handler(self))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._events.put(None)
        self._server.shutdown()
        self._server.server_close()

    def give(self, event: bytes, seconds: float) -> None:
        """Hand an event to the next who asks; the function has so many seconds for it."""
        self._events.put((event, seconds))

    def answer(self, seconds: float) -> Posted | None:
        """What a runtime sends next; None if nothing comes in time."""
        try:
            return self._posted.get(timeout=seconds)
        except queue.Empty:
            return None

    def next_event(self) -> tuple[bytes, dict[str, str]] | None:
        """An event and its headers, when there is one; None when the server closes."""
        self.asked = True
        given = self._events.get()
        if given is None:
            self._events.put(None)  # for all others who wait
            return None
        event, seconds = given
        request = self._request(event)
        self._open.add(request)
        return event, {
            "Lambda-Runtime-Aws-Request-Id": request,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + seconds) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": _FUNCTION,
            "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Sampled=0",
        }

    def _request(self, event: bytes) -> str:
        """The same for the same event of every sandbox, so that an answer may name it."""
        self._given += 1
        drawn = hashlib.sha256(b"%d %s" % (self._given, event)).digest()
        return str(uuid.UUID(bytes=drawn[:16], version=4))

    def take(self, path: str, body: bytes, *, failed: bool, streamed: bool = False) -> int:
        """What was posted; the status to answer with."""
        if path == f"{_ROOT}init/error":
            self._posted.put(Posted("init", body))
            return 202
        place, _, kind = path.removeprefix(f"{_ROOT}invocation/").partition("/")
        if place not in self._open or kind not in ("response", "error"):
            return 400
        self._open.discard(place)
        if kind == "response" and not streamed and len(body) > largest_answer():
            self._posted.put(Posted("large", _too_large()))
            return 413
        self._posted.put(Posted("error" if failed else kind, body))
        return 202


def _too_large() -> bytes:
    """What Lambda makes of it."""
    said = (
        f"Response payload size exceeded maximum allowed payload size ({largest_answer()} bytes)."
    )
    return json.dumps({"errorType": "Function.ResponseSizeTooLarge", "errorMessage": said}).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A runtime that is ended while it waits breaks its connection; that is no news."""


def _handler(api: RuntimeApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            given = api.next_event() if self.path == f"{_ROOT}invocation/next" else None
            if given is None:
                self.close_connection = True
                self._send(404, b"{}")
            else:
                self._send(200, *given)

        def do_POST(self) -> None:
            body, trailers = _body(self.headers, self.rfile)
            failed = "Lambda-Runtime-Function-Error-Type" in trailers
            if failed:
                body = _streamed_error(trailers)
            streamed = self.headers.get(_MODE, "").lower() == "streaming"
            status = api.take(self.path, body, failed=failed, streamed=streamed)
            self._send(status, b'{"status":"OK"}' if status == 202 else b"{}")

        def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The answers are the log."""

    return Handler


def _body(headers: Message, stream: BufferedIOBase) -> tuple[bytes, dict[str, str]]:
    """The body, sent whole or in chunks, and the headers that came behind the chunks."""
    if "chunked" not in headers.get("Transfer-Encoding", "").lower():
        return stream.read(min(int(headers.get("Content-Length") or 0), _MOST)), {}
    body = bytearray()
    while size := int(stream.readline().split(b";")[0], 16):
        body += stream.read(size)
        stream.readline()
        if len(body) > _MOST:
            break
    lines = iter(stream.readline, b"\r\n")
    return bytes(body), dict(_trailers(line.decode() for line in lines if line.strip()))


def _trailers(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        name, _, value = line.partition(":")
        yield name.strip().title(), value.strip()


def _streamed_error(trailers: dict[str, str]) -> bytes:
    """An error behind a stream: its body is base64 in a trailer."""
    body = trailers.get("Lambda-Runtime-Function-Error-Body", "")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        return json.dumps({"errorType": trailers["Lambda-Runtime-Function-Error-Type"]}).encode()
