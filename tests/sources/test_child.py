"""Work on hostile bytes in a process that can be killed, and the fetch that is done there."""

import contextlib
import os
import signal
import threading
import time

import pytest

from sources.child import ChildCrashed, ChildTimedOut, run
from sources.fetch import Limits, NameFailure, RefusedAddress, TooLarge, TooSlow, fetch, fetch_in_child

JOBS = "tests.sources.child_jobs:"
MEMORY = 1024**3
SMALL = Limits(connect=1, first_byte=0.3, wall=0.6, body_bytes=200_000)


def do(name: str, payload: bytes = b"", wall: float = 5, cpu: float = 5, memory: int = MEMORY) -> bytes:
    return run(JOBS + name, payload, wall=wall, cpu=cpu, memory=memory)


def test_a_child_answers_bytes_with_bytes():
    assert do("upper", b"abc") == b"ABC"
    assert do("upper", b"x" * 5_000_000) == b"X" * 5_000_000


def test_a_child_has_none_of_our_secrets(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:word@host/db")
    monkeypatch.setenv("SECRET_KEY", "secret")
    assert do("environment").decode().split("\n") == ["LC_ALL"]


def test_a_child_knows_nothing_of_django():
    assert not [name for name in do("modules").decode().split("\n") if name.partition(".")[0] == "django"]


def test_a_child_holds_only_its_own_files(tmp_path):
    with (tmp_path / "ours").open("w"):
        # 0 to 2, its payload, answer, errors and pipe, and the listing itself.
        assert len(do("files").split(b"\n")) <= 8


def test_a_child_that_sleeps_is_stopped_at_its_deadline():
    began = time.monotonic()
    with pytest.raises(ChildTimedOut, match="stopped after"):
        do("sleep", wall=0.3)
    assert time.monotonic() - began < 1


def test_a_child_that_spins_is_stopped_at_its_share_of_time():
    with pytest.raises(ChildTimedOut):
        do("spin", wall=5, cpu=1)


def test_a_child_that_wants_too_much_memory_ends_alone():
    with pytest.raises(ChildCrashed, match="MemoryError"):
        do("grow")
    assert do("upper", b"still here") == b"STILL HERE"


@pytest.mark.parametrize(
    ("job", "word"),
    [
        ("fail", "this page cannot be read"),
        ("die", "no word"),
        ("scribble", "yyy"),
        ("absent", "AttributeError"),
    ],
)
def test_a_child_without_an_answer_is_told_apart_from_an_empty_answer(job, word):
    with pytest.raises(ChildCrashed, match=word) as raised:
        do(job)
    assert len(raised.value.errors) <= 4000
    assert do("upper") == b""


def test_a_missing_module_is_an_error_and_no_end():
    with pytest.raises(ChildCrashed, match="ModuleNotFoundError"):
        run("no.such.module:name", b"", wall=1, cpu=1, memory=MEMORY)
    assert do("upper", b"a") == b"A"


def test_children_of_several_threads_do_not_mix_their_answers():
    answers: dict[int, bytes] = {}

    def ask(number: int) -> None:
        answers[number] = do("upper", b"a%d" % number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: b"A%d" % number for number in range(8)}


def test_a_process_that_was_forked_gets_a_nursery_of_its_own():
    assert do("upper", b"a") == b"A"
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if do("upper", b"b") == b"B" else 1
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert do("upper", b"c") == b"C"


def test_a_killed_nursery_costs_at_most_the_job_it_had():
    first = int(do("nursery"))
    os.kill(first, signal.SIGKILL)
    with contextlib.suppress(ChildCrashed):
        do("upper", b"a")
    assert do("upper", b"b") == b"B"
    assert int(do("nursery")) != first


def test_a_fetch_in_a_child_brings_what_a_fetch_here_brings(hostile_site):
    url, policy = hostile_site.url("/moved"), hostile_site.policy()
    here, there = fetch(url, policy=policy, limits=SMALL), fetch_in_child(url, policy=policy, limits=SMALL)
    assert [(hop.request, hop.response_head, hop.body, hop.peer) for hop in here.hops] == [
        (hop.request, hop.response_head, hop.body, hop.peer) for hop in there.hops
    ]
    assert here.decoded == there.decoded


def test_errors_come_back_from_a_child_with_what_they_carry(hostile_site):
    policy = hostile_site.policy()
    with pytest.raises(TooLarge) as large:
        fetch_in_child(hostile_site.url("/endless-body"), policy=policy, limits=SMALL)
    assert len(large.value.partial.final.body) == 200_000
    with pytest.raises(RefusedAddress) as refused:
        fetch_in_child(hostile_site.url("/to-private"), policy=policy, limits=SMALL)
    assert "private network" in refused.value.reason
    assert refused.value.partial.final.status == 302
    with pytest.raises(RefusedAddress):
        fetch_in_child("http://localhost/", policy=policy, limits=SMALL)
    with pytest.raises((NameFailure, TooSlow)):
        fetch_in_child("http://no-such-name.invalid.example/", policy=policy, limits=SMALL)


def test_the_guard_goes_into_the_child(hostile_site):
    policy = hostile_site.policy(own_addresses=frozenset({"127.0.0.1"}), ports=frozenset({81}))
    assert fetch_in_child(hostile_site.url("/"), policy=policy, limits=SMALL).final.status == 200
    with pytest.raises(RefusedAddress, match="port 80"):
        fetch_in_child("http://8.8.8.8/", policy=policy, limits=SMALL)


def test_a_page_at_every_limit_fits_into_a_child(hostile_site):
    """20 MB on the wire in a child of 1 GiB: what the limits allow, the memory must hold."""
    hostile_site.serve("/large", b"HTTP/1.1 200 OK\r\n\r\n" + os.urandom(20_000_000))
    fetched = fetch_in_child(hostile_site.url("/large"), policy=hostile_site.policy())
    assert len(fetched.decoded) == 20_000_000
