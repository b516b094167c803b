"""The Runtime API as a runtime interface client speaks to it."""

from __future__ import annotations

import base64
import json
import socket
import time
from http.client import HTTPConnection, HTTPResponse
from threading import Thread

import pytest

from lambdafix.catalog.layers import largest_answer
from lambdafix.verify.runtime_api import RuntimeApi

ROOT = "/2018-06-01/runtime/"


def ask(api: RuntimeApi, method: str, path: str, body: bytes = b"") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", api.port, timeout=5)
    connection.request(method, ROOT + path, body or None)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def test_an_event_is_given_once_and_its_answer_is_taken_once() -> None:
    with RuntimeApi() as api:
        assert not api.asked
        api.give(b'{"n": 1}', 30)
        response, event = ask(api, "GET", "invocation/next")
        request = response.headers["Lambda-Runtime-Aws-Request-Id"]
        assert event == b'{"n": 1}'
        assert int(response.headers["Lambda-Runtime-Deadline-Ms"]) > 0
        assert api.asked
        assert ask(api, "POST", f"invocation/{request}/response", b"[1]")[0].status == 202
        assert ask(api, "POST", f"invocation/{request}/response", b"[2]")[0].status == 400
        posted = api.answer(1)
        assert posted is not None
        assert (posted.kind, posted.body) == ("response", b"[1]")
        assert api.answer(0.05) is None


def test_the_same_event_has_the_same_request_in_every_sandbox_and_no_other_has() -> None:
    given = []
    for _ in range(2):
        with RuntimeApi() as api:
            for event in (b"{}", b"{}", b"[]"):
                api.give(event, 30)
                response, _ = ask(api, "GET", "invocation/next")
                given.append(response.headers["Lambda-Runtime-Aws-Request-Id"])
    assert given[:3] == given[3:]
    assert len({*given}) == 3


def test_an_answer_that_lambda_does_not_take_is_refused_as_it_does() -> None:
    with RuntimeApi() as api:
        api.give(b"{}", 30)
        response, _ = ask(api, "GET", "invocation/next")
        request = response.headers["Lambda-Runtime-Aws-Request-Id"]
        large = b'"' + b"x" * largest_answer() + b'"'
        assert ask(api, "POST", f"invocation/{request}/response", large)[0].status == 413
        posted = api.answer(1)
        assert posted is not None
        assert posted.kind == "large"
        assert b"Function.ResponseSizeTooLarge" in posted.body


@pytest.mark.parametrize("kind", ["error", "response"])
def test_an_answer_to_nothing_that_was_asked_is_refused(kind: str) -> None:
    with RuntimeApi() as api:
        assert ask(api, "POST", f"invocation/none/{kind}", b"{}")[0].status == 400
        assert api.answer(0.05) is None


def test_an_init_error_needs_no_event() -> None:
    with RuntimeApi() as api:
        assert ask(api, "POST", "init/error", b'{"errorType": "x"}')[0].status == 202
        posted = api.answer(1)
        assert posted is not None
        assert posted.kind == "init"


@pytest.mark.parametrize(
    ("trailer", "kind", "body"),
    [
        pytest.param("", "response", b'{"a": 1}', id="whole"),
        pytest.param(
            "Lambda-Runtime-Function-Error-Type: Oops\r\nLambda-Runtime-Function-Error-Body: "
            + base64.b64encode(b'{"errorType": "Oops"}').decode()
            + "\r\n",
            "error",
            b'{"errorType": "Oops"}',
            id="broken off",
        ),
    ],
)
def test_a_streamed_answer_is_put_together(trailer: str, kind: str, body: bytes) -> None:
    with RuntimeApi() as api:
        api.give(b"{}", 30)
        request = ask(api, "GET", "invocation/next")[0].headers["Lambda-Runtime-Aws-Request-Id"]
        head = f"POST {ROOT}invocation/{request}/response HTTP/1.1\r\nHost: x\r\n"
        chunks = 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n3\r\n 1}\r\n0\r\n'
        with socket.create_connection(("127.0.0.1", api.port), timeout=5) as connection:
            connection.sendall(f"{head}{chunks}{trailer}\r\n".encode())
            assert b" 202 " in connection.recv(1000)
        posted = api.answer(1)
        assert posted is not None
        assert (posted.kind, posted.body) == (kind, body)


def test_who_waits_for_an_event_is_let_go_when_the_server_closes() -> None:
    said = list[int]()
    with RuntimeApi() as api:
        waiting = Thread(target=lambda: said.append(ask(api, "GET", "invocation/next")[0].status))
        waiting.start()
        while not api.asked:
            time.sleep(0.01)
    waiting.join(5)
    assert said == [404]


def test_an_event_is_json_as_it_was_given() -> None:
    with RuntimeApi() as api:
        api.give(json.dumps({"ä": "\u2028"}).encode(), 1)
        assert json.loads(ask(api, "GET", "invocation/next")[1]) == {"ä": "\u2028"}
