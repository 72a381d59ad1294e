#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /v1/trust: the portal's own certificates, held by the openssl command."""
import json
import re
import subprocess

import tap
from contract import Contract
from gateway import Gateway, Kiosk, main_arguments, openssl, unb64url


def ask(kiosk, **more):
    return kiosk.gateway.request("GET", "/v1/trust", identity=kiosk.transport, **more)


def save(kiosk, trust):
    """Paths: of the list, and of each certificate."""
    (kiosk.dir / "trust.crl").write_text(trust["crl"])
    paths = {}
    for use in ("seal", "ack"):
        paths[use] = []
        for number, pem in enumerate(trust[use]):
            paths[use].append(kiosk.dir / f"trust-{use}-{number}.pem")
            paths[use][-1].write_text(pem)
    return kiosk.dir / "trust.crl", paths


def is_good(kiosk, crl, certificate):
    done = subprocess.run(["openssl", "verify", "-CAfile", kiosk.dir / "ca_certificate.pem",
                           "-crl_check", "-CRLfile", crl, certificate], capture_output=True)
    return done.returncode == 0, (done.stdout + done.stderr).decode()


def number_of(kiosk, trust):
    crl, _ = save(kiosk, trust)
    text = openssl("crl", "-in", crl, "-noout", "-crlnumber").decode()
    return int(re.search(r"crlNumber=0x([0-9A-F]+)", text)[1], 16)


def answers(kiosk):
    """What it says verifies under the authority of the enrolment, and is what enrolment gave."""
    trust = ask(kiosk).json()
    crl, paths = save(kiosk, trust)
    openssl("crl", "-in", crl, "-noout", "-verify", "-CAfile", kiosk.dir / "ca_certificate.pem")
    for use in ("seal", "ack"):
        tap.equal(trust[use], [kiosk.enrolment[f"portal_{use}_certificate"]], use)
        good, said = is_good(kiosk, crl, paths[use][0])
        assert good, said


def strangers(kiosk):
    """Nobody else is told."""
    response = kiosk.gateway.request("GET", "/v1/trust")
    tap.equal((response.status, response.json()["code"]), (403, "retry"))


def stays(kiosk):
    """As long as nothing changes it is the same, byte for byte."""
    tap.equal(ask(kiosk).body, ask(kiosk).body)


def replaced(kiosk):
    """A new seal certificate comes first, the old one still opens, and enrolment gives the new."""
    before = ask(kiosk).json()
    kiosk.gateway.tool("replace", "--certificate", "seal")
    after = ask(kiosk).json()
    tap.equal(after["seal"][1:], before["seal"])
    assert number_of(kiosk, after) > number_of(kiosk, before)
    tap.equal(Kiosk(kiosk.gateway).enrol().enrolment["portal_seal_certificate"], after["seal"][0])
    kiosk.deliver()
    _, paths = save(kiosk, after)
    record = kiosk.record()
    envelope = kiosk.encrypt(kiosk.sign(json.dumps(record).encode()), paths["seal"][0])
    tap.equal(kiosk.put(record["id"], envelope).status, 201)


def not_here_yet(kiosk):
    """What is sealed to a new certificate whose key this instance has not got is asked for again."""
    keyring = kiosk.gateway.dir / "portal" / "pki" / "keyring.json"
    fresh = keyring.with_suffix(".fresh")

    def put_back(data):
        fresh.write_bytes(data)
        fresh.rename(keyring)

    behind = keyring.read_bytes()
    kiosk.gateway.tool("replace", "--certificate", "seal")
    _, paths = save(kiosk, ask(kiosk).json())
    record = kiosk.record()
    envelope = kiosk.encrypt(kiosk.sign(json.dumps(record).encode()), paths["seal"][0])
    ahead = keyring.read_bytes()
    put_back(behind)
    response = kiosk.put(record["id"], envelope)
    tap.equal((response.status, response.json()["code"]), (503, "retry"))
    tap.equal(response.headers.get("retry-after"), None, "it holds up the others")
    kiosk.deliver()
    put_back(ahead)
    tap.equal(kiosk.put(record["id"], envelope).status, 201)


def revoked(kiosk):
    """A revoked one is named no more, and is on the list; it still opens what was sealed to it."""
    _, before = save(kiosk, ask(kiosk).json())
    old = [path.rename(path.with_suffix(".old")) for path in before["seal"]]
    kiosk.gateway.tool("replace", "--certificate", "seal", "--revoke")
    crl, after = save(kiosk, ask(kiosk).json())
    tap.equal(len(after["seal"]), 1)
    good, said = is_good(kiosk, crl, after["seal"][0])
    assert good, said
    for path in old:
        good, said = is_good(kiosk, crl, path)
        assert not good and "certificate revoked" in said, said
    kiosk.deliver()


def claims(body):
    return json.loads(unb64url(body.decode().split(".")[1]))


def signed_anew(kiosk):
    """A replaced key's acknowledgement is signed anew once, and says the same to all who ask."""
    record, envelope, response = kiosk.deliver()
    kiosk.verify(response.body)
    tap.equal(kiosk.put(record["id"], envelope).body, response.body)
    kiosk.gateway.tool("replace", "--certificate", "ack", "--revoke")
    again = kiosk.put(record["id"], envelope)
    tap.equal(again.status, 201)
    (kiosk.dir / "portal_ack_certificate.pem").write_text(ask(kiosk).json()["ack"][0])
    kiosk.verify(again.body)
    first, second = claims(response.body), claims(again.body)
    assert second.pop("iat") >= first.pop("iat")
    tap.equal(second, first)
    tap.equal(kiosk.put(record["id"], envelope).body, again.body)
    tap.equal(kiosk.get(record["id"]).body, again.body)


def command(kiosk):
    """Which certificate has to be said."""
    for arguments in ([], ["--certificate", "server"], ["--certificate"]):
        done = subprocess.run([kiosk.gateway.portal, "replace", "--data",
                               kiosk.gateway.dir / "portal", *arguments], capture_output=True)
        tap.equal(done.returncode, 2, arguments)


if __name__ == "__main__":
    portal, openapi = main_arguments()
    gateway = Gateway(portal, Contract(openapi))
    try:
        tap.run([answers, strangers, stays, replaced, not_here_yet, revoked, signed_anew, command],
                Kiosk(gateway).enrol())
    finally:
        gateway.remove()
