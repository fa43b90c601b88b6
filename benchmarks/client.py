"""A light HTTP client: eight connections, one request at a time on each, over loopback. It takes few of the cycles that it measures."""

import itertools
import socket
import threading
import time
from dataclasses import dataclass

CONCURRENCY = 8


@dataclass(frozen=True)
class Measured:
    """What was seen: answers per second, and milliseconds until the answer."""

    rps: float
    p50_ms: float
    p95_ms: float
    count: int


class Unexpected(Exception):
    """The server did not answer as it should; the message has what it said."""


def drive(port, ask, *, status, seconds, limit=None):
    """Ask the server for *seconds*, or until *limit* requests. ask(n) -> the bytes of the n-th request. Raises Unexpected. -> Measured"""
    numbers, durations, failures = itertools.count(), [], []
    begin = threading.Barrier(CONCURRENCY + 1)
    ends = [0.0]

    def work():
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            begin.wait()
            while not failures and time.perf_counter() < ends[0]:
                number = next(numbers)
                if limit is not None and number >= limit:
                    return
                request = ask(number)
                start = time.perf_counter()
                got, answer = _exchange(connection, request)
                durations.append(time.perf_counter() - start)
                if got != status:
                    failures.append(f"answered {got} instead of {status}: {answer[:600].decode('utf-8', 'replace')}")

    def guarded():
        try:
            work()
        except Exception as error:
            failures.append(repr(error))
            begin.abort()

    threads = [threading.Thread(target=guarded, daemon=True) for _ in range(CONCURRENCY)]
    for thread in threads:
        thread.start()
    start = time.perf_counter()
    ends[0] = start + seconds
    begin.wait()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    if failures:
        raise Unexpected(failures[0])
    return Measured(len(durations) / took, _percentile(durations, 0.5) * 1000, _percentile(durations, 0.95) * 1000, len(durations))


def _exchange(connection, request):
    """Send one request and read its answer wholly. -> (status, bytes)"""
    connection.sendall(request)
    answer = b""
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += _more(connection)
    head = answer[:end].lower()
    place = head.find(b"content-length:")
    if place >= 0:
        total = end + 4 + int(head[place + 15 :].split(b"\r\n", 1)[0])
        while len(answer) < total:
            answer += _more(connection)
    elif b"transfer-encoding: chunked" in head:
        while not answer.endswith(b"0\r\n\r\n"):
            answer += _more(connection)
    return int(answer[9:12]), answer


def _more(connection):
    part = connection.recv(262_144)
    if not part:
        raise Unexpected("the server closed the connection")
    return part


def _percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
