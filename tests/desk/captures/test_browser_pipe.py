"""The talk with a browser, with a pretended one at the other end of the pipes."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from nomina.desk.captures.browser_pipe import CallFailed, Gone, Pipe, TooSlow


class Ends:
    """Both ends: the pipe under test, and what a browser would hold."""

    def __init__(self) -> None:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        self.pipe = Pipe(ours_in, ours_out, ends=time.monotonic() + 5, most=1000)
        self.reading, self.writing = theirs_in, theirs_out

    def say(self, *messages: Any) -> None:
        for message in messages:
            os.write(self.writing, json.dumps(message).encode() + b"\0")


@pytest.fixture
def ends() -> Iterator[Ends]:
    made = Ends()
    yield made
    made.pipe.close()
    for one in (made.reading, made.writing):
        if one >= 0:
            os.close(one)


def test_answers_find_their_questions_in_any_order(ends: Ends) -> None:
    got: list[object] = []
    ends.pipe.on_event = lambda name, session, said: got.append((name, session, said))
    ends.pipe.send("First", then=got.append)
    event = {"method": "Came", "params": {"a": 1}, "sessionId": "s"}
    ends.say({"id": 2, "result": {"b": 2}}, event, {"id": 1, "error": {}}, {"id": 9, "result": {}})
    assert ends.pipe.call("Second", {"x": "\u0457"}, "s") == {"b": 2}
    assert ends.pipe.wait(lambda: len(got) == 2, 1.0)
    assert got == [("Came", "s", {"a": 1}), None]
    asked = [json.loads(part) for part in os.read(ends.reading, 9999).split(b"\0")[:-1]]
    assert asked[1] == {"id": 2, "method": "Second", "params": {"x": "\u0457"}, "sessionId": "s"}


def test_a_failed_call_is_told_from_a_slow_one(ends: Ends) -> None:
    ends.say({"id": 1, "error": {"message": "no"}})
    with pytest.raises(CallFailed):
        ends.pipe.call("First")
    with pytest.raises(TooSlow):
        ends.pipe.call("Second", seconds=0.05)


@pytest.mark.parametrize("data", [b"{\0", b"[]\0", b"\xff\0", b"[" * 900 + b"\0", b"x" * 1001])
def test_what_cannot_be_read_ends_the_talk(ends: Ends, data: bytes) -> None:
    os.write(ends.writing, data)
    with pytest.raises(Gone):
        ends.pipe.wait(lambda: False, 1.0)


def test_a_browser_that_is_gone_is_noticed(ends: Ends) -> None:
    os.close(ends.writing)
    ends.writing = -1
    with pytest.raises(Gone):
        ends.pipe.call("First")


def test_nothing_waits_longer_than_the_end(ends: Ends) -> None:
    reading, writing = os.pipe()
    made = Pipe(reading, writing, ends=time.monotonic() + 0.2, most=10)
    began = time.monotonic()
    with pytest.raises(TooSlow):
        made.send("Fill", {"x": "y" * 1_000_000})  # nobody reads
    with pytest.raises(TooSlow):
        made.wait(lambda: False, 60.0)
    assert time.monotonic() - began < 3
    made.close()


def test_a_long_message_in_pieces_is_whole(ends: Ends) -> None:
    text = json.dumps({"id": 1, "result": {"x": "y" * 900}}).encode() + b"\0"

    def slowly() -> None:
        for at in range(0, len(text), 100):
            os.write(ends.writing, text[at : at + 100])
            time.sleep(0.005)

    thread = threading.Thread(target=slowly)
    thread.start()
    assert ends.pipe.call("First") == {"x": "y" * 900}
    thread.join()
