#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/portal/run: starts, ends and comes back without losing or leaving anything."""
import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import tap
from contract import Contract
from gateway import PATIENCE_S, ROOT, Gateway, Kiosk, main_arguments, openssl


def processes(directory):
    """Pids of everything that has the directory in its command line or open files."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes()
            links = {os.readlink(link) for link in (entry / "fd").iterdir()}
        except OSError:  # it has just ended
            continue
        if str(directory).encode() in words or any(str(directory) in link for link in links):
            found.add(int(entry.name))
    return found


def children(pid):
    found = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the thread has just ended
            found |= {int(word) for word in (task / "children").read_text().split()}
    return found


def nginx_master(gateway):
    master, = [pid for pid in children(gateway.process.pid)
               if b"nginx" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return master


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"


def nobody_left(gateway):
    wait_until(lambda: not processes(gateway.dir), "no process is left")
    port = int(gateway.url.rsplit(":", 1)[1])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "somebody still listens"


def ends(stage):
    """SIGTERM and SIGINT end every process, a hanging request notwithstanding."""
    for how in (signal.SIGTERM, signal.SIGINT):
        gateway = stage.gateway()
        kiosk = Kiosk(gateway).enrol()
        record = kiosk.record()
        envelope = kiosk.seal(record)
        gateway.order({"action": "hang"})
        process, _ = gateway.curl("PUT", f"/v1/submissions/{record['id']}", envelope,
                                  kiosk.headers(envelope), kiosk.transport)
        wait_until(lambda g=gateway: g.summary()["scripted"] == 1, "the request hangs")
        tap.equal(gateway.stop(how), 0)
        process.communicate(timeout=PATIENCE_S)
        nobody_left(gateway)


def nginx_killed(stage):
    """If nginx is killed, everything ends with a status that says so."""
    gateway = stage.gateway()
    os.kill(nginx_master(gateway), signal.SIGKILL)
    tap.equal(gateway.process.wait(PATIENCE_S), 1)
    gateway.process.stdout.close()
    nobody_left(gateway)


def gateway_killed(stage):
    """If the gateway is killed, nginx and the record checker go with it."""
    gateway = stage.gateway()
    Kiosk(gateway).enrol().deliver()  # so that the checker runs
    assert len(children(gateway.process.pid)) == 2
    tap.equal(gateway.stop(signal.SIGKILL), -signal.SIGKILL)
    nobody_left(gateway)


def checker_killed(stage):
    """If the record checker dies, the kiosk is asked to try again, and then it works again."""
    gateway = stage.gateway()
    kiosk = Kiosk(gateway).enrol()
    kiosk.deliver()
    checker, = children(gateway.process.pid) - {nginx_master(gateway)}
    record = kiosk.record()
    envelope = kiosk.seal(record)
    os.kill(checker, signal.SIGKILL)
    wait_until(lambda: checker not in children(gateway.process.pid), "the checker is gone")
    response = kiosk.put(record["id"], envelope)
    tap.equal((response.status, response.json()["code"]), (503, "retry"))
    assert int(response.headers["retry-after"]) > 0
    tap.equal(kiosk.put(record["id"], envelope).status, 201)


def comes_back(stage):
    """A restart keeps keys, kiosks and records, and gives a new token."""
    gateway = stage.gateway()
    kiosk = Kiosk(gateway).enrol()
    record, envelope, first = kiosk.deliver()
    before = gateway.ready, Path(gateway.ca).read_bytes(), gateway.summary()
    gateway.stop(signal.SIGKILL)  # what was answered 201 was on disk
    wait_until(lambda: not processes(gateway.dir), "no process is left")
    gateway.start()
    tap.equal(Path(gateway.ca).read_bytes(), before[1])
    tap.equal(gateway.summary(), before[2])
    assert gateway.ready["token"] != before[0]["token"]
    tap.equal(kiosk.put(record["id"], envelope).body, first.body)
    Kiosk(gateway).enrol(gateway.ready["token"])


def alone(stage):
    """Two gateways on one directory are refused, on two they live side by side."""
    first, second = stage.gateway(), stage.gateway()
    assert first.url != second.url
    intruder = subprocess.run([stage.portal, "run", "--dir", first.dir / "portal", "--port", "0"],
                              capture_output=True, timeout=PATIENCE_S)
    tap.equal((intruder.returncode, intruder.stdout), (1, b""))
    assert b"another gateway runs here" in intruder.stderr
    for gateway in (first, second):
        tap.equal(gateway.request("GET", "/v1/health").status, 200)


def port_taken(stage):
    """A port that is taken is refused with the reason."""
    gateway = stage.gateway()
    port = gateway.url.rsplit(":", 1)[1]
    intruder = subprocess.run([stage.portal, "run", "--dir", gateway.dir / "other", "--port", port],
                              capture_output=True, timeout=PATIENCE_S)
    tap.equal((intruder.returncode, intruder.stdout), (1, b""))
    assert b"in use" in intruder.stderr, intruder.stderr


def long_path(stage):
    """A directory whose path is too long for a socket serves all the same."""
    base = stage.gateway()
    base.stop()
    gateway = stage.gateway(base.dir / ("x" * 120))
    tap.equal(gateway.request("GET", "/v1/health").status, 200)


def unprivileged(stage):
    """It needs no privilege, and what it writes stays its owner's."""
    if os.geteuid() != 0:
        raise tap.Skip("already without privilege")
    base = stage.gateway()
    base.stop()
    base.dir.chmod(0o711)
    home = base.dir / "nobody"
    home.mkdir(mode=0o700)
    os.chown(home, 65534, 65534)
    try:
        process = subprocess.Popen([stage.portal, "run", "--dir", home / "data"], user=65534,
                                   group=65534, extra_groups=[], cwd="/", stdout=subprocess.PIPE)
    except PermissionError as reason:
        raise tap.Skip("the build directory is closed to other users") from reason
    stage.ends.enter_context(process)
    stage.ends.callback(process.terminate)
    ready = json.loads(process.stdout.readline())
    health = openssl("s_client", "-quiet", "-connect", ready["url"].removeprefix("https://"),
                     "-CAfile", ready["ca"], "-verify_return_error",
                     data=b"GET /v1/health HTTP/1.0\r\n\r\n")
    assert b"200 OK" in health
    for path in (home / "data", *(home / "data").rglob("*")):
        tap.equal(path.stat().st_mode & 0o077, 0, path)
    process.terminate()
    tap.equal(process.wait(PATIENCE_S), 0)


def plain_port(stage):
    """The bench's second port takes records without a certificate, and exists only on demand."""
    gateway = stage.gateway()
    assert "plain_url" not in gateway.ready
    kiosk = Kiosk(gateway).enrol()
    gateway.stop()
    gateway.start(["--plain-port", "0", "--plain-kiosk", kiosk.id])
    record = kiosk.record()
    envelope = kiosk.seal(record)
    response = gateway.request("PUT", f"/v1/submissions/{record['id']}", envelope,
                               kiosk.headers(envelope), url=gateway.ready["plain_url"])
    tap.equal(response.status, 201)


def usage(stage):
    """A wrong call ends with 2 and says what is expected."""
    for words in ([], ["dance"], ["run"], ["run", "--dir", "/nonexistent", "--port", "x"],
                  ["run", "--dir", "/nonexistent", "--port", "70000"], ["list"],
                  ["list", "--data", "/nonexistent", "what"], ["revoke", "--data", "/nonexistent"]):
        done = subprocess.run([stage.portal, *words], capture_output=True, timeout=PATIENCE_S)
        tap.equal((done.returncode, done.stdout), (2, b""), words)
        assert done.stderr
    done = subprocess.run([ROOT / "tests/portal/run", "/nonexistent"], capture_output=True,
                          timeout=PATIENCE_S)
    tap.equal(done.returncode, 2)
    done = subprocess.run([stage.portal, "list", "--data", "/nonexistent"], capture_output=True,
                          timeout=PATIENCE_S)
    tap.equal(done.returncode, 1)


TESTS = [ends, nginx_killed, gateway_killed, checker_killed, comes_back, alone, port_taken,
         long_path, unprivileged, plain_port, usage]


class Stage:
    """Gateways of one test, which end with it even when it fails."""

    def __init__(self, portal, contract):
        self.portal, self.contract = portal, contract
        self.ends = contextlib.ExitStack()

    def gateway(self, directory=None):
        gateway = Gateway(self.portal, self.contract, directory)
        self.ends.callback(gateway.remove)
        return gateway

    def bind(self, test):
        def bound(_):
            with self.ends:
                test(self)
        bound.__doc__ = test.__doc__
        return bound


if __name__ == "__main__":
    program, openapi = main_arguments()
    stages = Stage(program, Contract(openapi))
    tap.run([stages.bind(test) for test in TESTS], None)
