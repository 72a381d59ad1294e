#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms left for later: brought by one kiosk, fetched by another, gone for all."""
import base64
import datetime
import os
import secrets

import tap
from contract import Contract
from gateway import Gateway, Kiosk, digest_of, main_arguments

TYPE = "application/octet-stream"


def ticket():
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")


def at(**ahead):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**ahead)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def put(kiosk, name, box, expires=None, headers=None, held=True):
    return kiosk.gateway.request("PUT", f"/v1/parked/{name}?expires={expires or at(days=7)}", box,
                                 kiosk.headers(box, TYPE) if headers is None else headers,
                                 kiosk.transport, held)


def ask(method, kiosk, name, held=True):
    return kiosk.gateway.request(method, f"/v1/parked/{name}", identity=kiosk.transport, held=held)


def absent(response, status, code):
    tap.equal((response.status, response.json()["code"]), (status, code))


def brought(kiosks):
    """What one kiosk brings another fetches, byte for byte, as often as it asks."""
    first, second = kiosks
    name, box, until = ticket(), os.urandom(5000), at(days=7)
    for _ in range(2):
        tap.equal(put(first, name, box, until).json(), {"parked": name, "digest": digest_of(box)})
    for _ in range(2):
        found = ask("GET", second, name).json()
        tap.equal(base64.b64decode(found["data"]), box)
        tap.equal((found["parked"], found["expires_at"]), (name, until))


def taken(kiosks):
    """Whoever takes it up first has it; from then on it is gone, also for a late copy."""
    first, second = kiosks
    name, box = ticket(), os.urandom(100)
    put(first, name, box)
    for _ in range(2):
        tap.equal(ask("DELETE", second, name).json(), {"withdrawn": name})
    absent(ask("DELETE", first, name), 410, "gone")
    absent(ask("GET", first, name), 410, "gone")
    absent(put(first, name, box), 410, "gone")


def never_there(kiosks):
    """What was never brought is unknown; withdrawn all the same, it stays away."""
    first, _ = kiosks
    name = ticket()
    absent(ask("GET", first, name), 404, "unknown")
    tap.equal(ask("DELETE", first, name).status, 200)
    absent(put(first, name, b"late"), 410, "gone")


def another(kiosks):
    """Other bytes under the same id are a conflict."""
    first, second = kiosks
    name = ticket()
    put(first, name, b"one")
    response = put(second, name, b"two")
    tap.equal((response.status, response.json()["code"]), (409, "conflict"))


def expires(kiosks):
    """It expires, at the latest after a month; what has expired is not taken."""
    first, _ = kiosks
    name = ticket()
    absent(put(first, name, b"x", at(seconds=-5)), 410, "gone")
    absent(ask("GET", first, name), 404, "unknown")
    put(first, name, b"x", at(days=300))
    until = ask("GET", first, name).json()["expires_at"]
    assert at(days=30) < until <= at(days=31, minutes=1), until
    soon = ticket()
    put(first, soon, b"x", at(seconds=2))
    while ask("GET", first, soon).status == 200:
        pass
    absent(ask("GET", first, soon), 410, "gone")


def way(kiosks):
    """What is wrong with the way, the id or the size is told, and nothing is kept."""
    first, _ = kiosks
    name, box = ticket(), b"x" * 50
    digest = first.headers(box, TYPE)[1]
    for headers, status in (([digest, "Content-Type: text/plain"], 415),
                            ([f"Content-Type: {TYPE}"], 400),
                            (first.headers(b"other", TYPE), 400)):
        tap.equal(put(first, name, box, headers=headers).status, status)
    tap.equal(put(first, name, box, expires="soon").status, 400)
    tap.equal(put(first, name, b"x" * (256 * 1024 + 1)).status, 413)
    tap.equal(put(first, "abc", box).status, 400)
    tap.equal(first.gateway.request("GET", f"/v1/parked/{name}").status, 403)
    absent(ask("GET", first, name), 404, "unknown")


def scripted(kiosks):
    """Faults can be ordered for parked forms alone."""
    if kiosks[0].gateway.postgres:
        return  # each instance has a script of its own
    first, _ = kiosks
    name, box = ticket(), os.urandom(60)
    first.gateway.order({"action": "503"}, {"action": "answer-then-close"}, stage="parked")
    tap.equal(put(first, name, box).status, 503)
    put(first, name, box, held=False)
    tap.equal(base64.b64decode(ask("GET", first, name).json()["data"]), box)


TESTS = [brought, taken, never_there, another, expires, way, scripted]

if __name__ == "__main__":
    portal, openapi = main_arguments()
    gateway = Gateway(portal, Contract(openapi))
    try:
        tap.run(TESTS, (Kiosk(gateway).enrol(), Kiosk(gateway).enrol()))
    finally:
        gateway.remove()
