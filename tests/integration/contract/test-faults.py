#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults a test can order of the gateway are the ones it thinks it gets."""
import gzip
import json
import time
import zlib

import tap
from contract import Contract
from gateway import Gateway, Kiosk, main_arguments, unb64url

PARTIAL = 18      # curl: less arrived than was announced
BROKEN_STREAM = 92


def attempt(kiosk, *scenes, record=None):
    """One PUT under the scenes: (record, envelope, response)."""
    record = record or kiosk.record()
    envelope = kiosk.seal(record)
    kiosk.gateway.order(*scenes)
    return record, envelope, kiosk.put(record["id"], envelope, held=False)


def stored(kiosk, record):
    return record["id"] in kiosk.gateway.summary()["ids"]


def replies(kiosk):
    """Scripted replies take the place of the true one, and nothing is stored."""
    for action, status, media in (
            ("html200", 200, "text/html"), ("html201", 201, "text/html"),
            ("html500-duplicate", 500, "text/html"), ("redirect", 302, "text/html"),
            ("redirect307", 307, "text/html"), ("garbage", 201, "application/jose"),
            ("wrong-type", 201, "text/plain"), ("413", 413, "text/html"),
            ("problem413", 413, "application/problem+json"),
            ("503", 503, "application/problem+json"), ("503-html", 503, "text/html"),
            ("403", 403, "application/problem+json"),
            ("conflict", 409, "application/problem+json"),
            ("rejected", 422, "application/problem+json"),
            ("needs-correction", 422, "application/problem+json")):
        record, envelope, response = attempt(kiosk, {"action": action})
        tap.equal(response.status, status, action)
        tap.equal(response.headers["content-type"].split(";")[0], media, action)
        assert not stored(kiosk, record), f"{action} stored the record"
        if media == "application/problem+json":
            kiosk.gateway.contract.check_response("PUT", f"/v1/submissions/{record['id']}",
                                                  response)
        if status == 503 and "json" in media:
            tap.equal(response.headers["retry-after"], "1")
        tap.equal(kiosk.put(record["id"], envelope).status, 201)


def empty(kiosk):
    """An empty 2xx has neither body nor type."""
    for action, status in (("empty", 201), ("empty204", 204)):
        _, _, response = attempt(kiosk, {"action": action})
        tap.equal((response.status, response.body), (status, b""))
        assert "content-type" not in response.headers


def garbage_gzip(kiosk):
    """Garbage that calls itself gzip does not unpack."""
    _, _, response = attempt(kiosk, {"action": "garbage-gzip"})
    tap.equal(response.headers["content-encoding"], "gzip")
    try:
        gzip.decompress(response.body)
    except (OSError, EOFError, zlib.error):
        return
    raise AssertionError("it was gzip after all")


def lost_before(kiosk):
    """The connection may end before the record was looked at."""
    record, envelope, response = attempt(kiosk, {"action": "close-before"})
    tap.equal(response.status, 502)  # nginx's own page
    assert not stored(kiosk, record)
    tap.equal(kiosk.put(record["id"], envelope).status, 201)


def lost_after(kiosk):
    """The connection may end after the record was stored; the replay gets the first answer."""
    record, envelope, response = attempt(kiosk, {"action": "answer-then-close"})
    tap.equal(response.status, 502)
    assert stored(kiosk, record)
    again = kiosk.put(record["id"], envelope)
    kiosk.verify(again.body)
    tap.equal(again.body, kiosk.get(record["id"]).body)


def lost_middle(kiosk):
    """The connection may end in the middle of the answer."""
    record, envelope, response = attempt(kiosk, {"action": "close-mid"})
    assert response.error in (PARTIAL, BROKEN_STREAM), response
    whole = kiosk.put(record["id"], envelope).body
    assert whole.startswith(response.body) and len(response.body) < len(whole)


def false_acks(kiosk):
    """Each false acknowledgement is false in one respect and right in all others."""
    for action in ("wrong-signature", "wrong-id", "wrong-digest"):
        record, envelope, response = attempt(kiosk, {"action": action})
        tap.equal((response.status, response.headers["content-type"]), (201, "application/jose"))
        assert not stored(kiosk, record)
        false = json.loads(unb64url(response.body.decode().split(".")[1]))
        truth = kiosk.verify(kiosk.put(record["id"], envelope).body)
        wrong = {name for name in ("iss", "sub", "dig", "local") if false[name] != truth[name]}
        tap.equal(wrong, {"wrong-signature": set(), "wrong-id": {"sub"},
                          "wrong-digest": {"dig"}}[action])
        try:
            kiosk.verify(response.body)
            verified = True
        except AssertionError:
            verified = False
        tap.equal(verified, action != "wrong-signature", f"{action}: signature")


def committed(kiosk):
    """With commit the record is stored whatever is said about it."""
    record, envelope, response = attempt(kiosk, {"action": "503", "commit": True})
    tap.equal(response.status, 503)
    assert stored(kiosk, record)
    tap.equal(kiosk.put(record["id"], envelope).status, 201)


def times(kiosk):
    """Scenes play in their order, as often as asked, and then the truth returns."""
    record = kiosk.record()
    envelope = kiosk.seal(record)
    kiosk.gateway.order({"action": "503", "times": 2}, {"action": "normal"},
                        {"action": "html200"})
    statuses = [kiosk.put(record["id"], envelope, held=False).status for _ in range(5)]
    tap.equal(statuses, [503, 503, 201, 200, 201])


def testimony(kiosk):
    """Every offer is counted, scripted or not."""
    record = kiosk.record()
    envelope = kiosk.seal(record)

    def offers():
        kiosk.gateway.order({"action": "html200"}, {"action": "answer-then-close"})
        for _ in range(3):
            kiosk.put(record["id"], envelope, held=False)
    tap.equal(kiosk.gateway.counted(offers),
              {"stored": 1, "offers": 3, "scripted": 2, "replays": 1})


def slow(kiosk):
    """An answer can be made to wait."""
    begin = time.monotonic()
    _, _, response = attempt(kiosk, {"action": "normal", "delay_ms": 300})
    tap.equal(response.status, 201)
    assert time.monotonic() - begin >= 0.3


def hangs(kiosk):
    """A hanging answer ends with the client's patience, and others are served meanwhile."""
    record = kiosk.record()
    envelope = kiosk.seal(record)
    kiosk.gateway.order({"action": "hang"})
    before = kiosk.gateway.summary()["scripted"]
    path = f"/v1/submissions/{record['id']}"
    process, folder = kiosk.gateway.curl("PUT", path, envelope, kiosk.headers(envelope),
                                         kiosk.transport)
    while kiosk.gateway.summary()["scripted"] == before:
        assert process.poll() is None, "the hanging request has ended"
    tap.equal(kiosk.put(record["id"], envelope).status, 201)
    assert process.poll() is None, "the hanging request has ended"
    process.terminate()
    process.communicate()


def refused_orders(kiosk):
    """An order that names no known action is refused with the list of those known."""
    for body in (b"{}", b"[]", b"x", b'{"next":[{"action":"explode"}]}', b'{"next":[7]}'):
        response = kiosk.gateway.request("POST", "/test/behaviour", body, held=False)
        tap.equal(response.status, 400)
    assert "answer-then-close" in kiosk.gateway.request(
        "POST", "/test/behaviour", b'{"next":[{}]}', held=False).json()["detail"]


TESTS = [replies, empty, garbage_gzip, lost_before, lost_after, lost_middle, false_acks,
         committed, times, testimony, slow, hangs, refused_orders]

if __name__ == "__main__":
    portal, openapi = main_arguments()
    gateway = Gateway(portal, Contract(openapi))
    try:
        tap.run(TESTS, Kiosk(gateway).enrol())
    finally:
        gateway.remove()
