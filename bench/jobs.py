"""Work in other processes: the children of a capture, which say what they used, and the site captured.

The kernel collects the children of the nursery at once, so nobody can ask afterwards what they used. Here
each child says so itself, in front of its answer. Nothing here is Django's: the nursery imports it.
"""

import resource
import socket
import struct
from collections.abc import Callable
from random import Random

from sources import opening
from sources.fetch import child

FUNCTIONS: dict[str, Callable[[bytes], bytes]] = {
    "sources.fetch.child:answer": child.answer,
    "sources.opening:answer": opening.answer,
}
HERE = b"@here@"  # where the page names its own address
USED = struct.Struct("<d")  # seconds of processor time
WORDS = (
    "the",
    "council",
    "signed",
    "a",
    "contract",
    "for",
    "data",
    "centre",
    "network",
    "city",
    "in",
    "2019",
)


def answer(job: bytes) -> bytes:
    """`function`, newline, payload: the function's answer behind the seconds that this process has used."""
    function, _, payload = job.partition(b"\n")
    said = FUNCTIONS[function.decode()](payload)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return USED.pack(used.ru_utime + used.ru_stime) + said


def page(size: int) -> bytes:
    """An article of about `size` bytes, the same every time."""
    dice = Random(200)
    head = b'<!doctype html><html lang="en"><head><title>Council signs contract</title></head><body>\n'
    paragraphs = [head, b"<p>This is " + HERE + b".</p>"]
    length = len(head)
    while length < size:
        words = " ".join(dice.choices(WORDS, k=80))
        paragraph = f'<p class="text">{words}. <a href="/more/{length}">More</a></p>\n'.encode()
        paragraphs.append(paragraph)
        length += len(paragraph)
    return b"".join([*paragraphs, b"</body></html>"])


def serve(listener: socket.socket, body: bytes) -> None:
    """Answer every request with the page, for ever; each address has bytes of its own."""
    while True:
        connection, _ = listener.accept()
        with connection:
            heard = b""
            while b"\r\n\r\n" not in heard and (piece := connection.recv(65536)):
                heard += piece
            said = body.replace(HERE, heard.split(b" ")[1])
            fields = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(said)}\r\n"
            connection.sendall(f"HTTP/1.1 200 OK\r\n{fields}Connection: close\r\n\r\n".encode() + said)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)
