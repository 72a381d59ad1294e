#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /v1/enrolments: who becomes a kiosk, and what its certificates are good for."""
from pathlib import Path

import tap
from contract import Contract
from gateway import Gateway, Kiosk, main_arguments, make_key, make_request, openssl, uuid7


def problem(response, status, code):
    tap.equal((response.status, response.json()["code"]), (status, code), response.body)
    return response.json()["detail"]


def gives_identity(gateway):
    """The token from the ready line makes a kiosk that can submit at once."""
    kiosk = Kiosk(gateway).enrol(gateway.ready["token"])
    identity = kiosk.enrolment["identity"]
    tap.equal(identity["portal_url"], gateway.url)
    tap.equal(set(identity), {"kiosk_id", "prefix", "office_name", "authority", "province",
                              "unit_code", "contact", "portal_url", "enrolled_at"})
    tap.equal(kiosk.enrolment["ca_certificate"], Path(gateway.ca).read_text())
    kiosk.verify(kiosk.deliver()[2].body)


def certificates(gateway):
    """Each certificate carries the kiosk's own key and name, for one use and no other."""
    kiosk = Kiosk(gateway).enrol()
    anchor = gateway.dir / "portal/pki/enrolment-ca.pem"
    uses = {"seal": ("smimesign", "sslclient"), "transport": ("sslclient", "smimesign")}
    for name, (purpose, other) in uses.items():
        path = kiosk.dir / f"{name}_certificate.pem"
        tap.equal(openssl("x509", "-in", path, "-noout", "-pubkey"),
                  openssl("pkey", "-in", kiosk.dir / f"{name}.key", "-pubout"))
        subject = openssl("x509", "-in", path, "-noout", "-subject", "-nameopt", "RFC2253")
        tap.equal(subject.decode().strip(), f"subject=CN={kiosk.id}")
        openssl("verify", "-CAfile", anchor, "-purpose", purpose, path)
        for wrong in (["-CAfile", anchor, "-purpose", other], ["-CAfile", gateway.ca]):
            try:
                openssl("verify", *wrong, path)
            except AssertionError:
                continue
            raise AssertionError(f"the {name} certificate also passes {wrong[-1]}")
    for name in ("portal_seal_certificate", "portal_ack_certificate"):
        openssl("verify", "-CAfile", gateway.ca, kiosk.dir / f"{name}.pem")


def ids_differ(gateway):
    """Two kiosks never get one id."""
    ids = [Kiosk(gateway).enrol().id for _ in range(3)]
    tap.equal(len(set(ids)), 3)


def token_replay(gateway):
    """A used token is refused, and the problem says so."""
    token = gateway.token()
    kiosk = Kiosk(gateway)
    kiosk.enrol(token)
    for again in (kiosk, Kiosk(gateway)):
        assert "has been used" in problem(again.try_enrol(token), 401, "rejected")


def token_expired(gateway):
    """An expired token is refused, and the problem says so."""
    token = gateway.token("--ttl", "0")
    assert "expired" in problem(Kiosk(gateway).try_enrol(token), 401, "rejected")


def token_race(gateway):
    """Of two kiosks with one token at once, one is enrolled."""
    token = gateway.token()
    headers = ["Content-Type: application/json", f"Authorization: Bearer {token}"]
    started = [gateway.curl("POST", "/v1/enrolments", Kiosk(gateway).enrolment_request(), headers)
               for _ in range(4)]
    tap.equal(sorted(gateway.finish(one).status for one in started), [201, 401, 401, 401])


def token_wrong(gateway):
    """Without a token of this portal nothing happens."""
    kiosk = Kiosk(gateway)
    for token in (None, "", "made-up", "x" * 1000):
        response = kiosk.try_enrol(token)
        problem(response, 401, "rejected")
        assert response.headers["www-authenticate"].startswith("Bearer")


def token_hidden(gateway):
    """No token can be read from the gateway's directory."""
    token = gateway.token()
    for path in (gateway.dir / "portal").rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes(), path


def bad_requests(gateway):
    """Certificate requests that we do not sign are refused and do not spend the token."""
    token = gateway.token()
    kiosk = Kiosk(gateway)
    good = make_request(kiosk.seal_key)
    rsa = kiosk.dir / "rsa.key"
    openssl("genpkey", "-algorithm", "RSA", "-out", rsa)
    p384 = kiosk.dir / "p384.key"
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", p384)
    lines = good.splitlines()
    lines[4] = lines[4][::-1]
    for changes in ({"seal_csr": "nothing"}, {"seal_csr": 7}, {"seal_csr": make_request(rsa)},
                    {"seal_csr": make_request(p384)}, {"transport_csr": good},
                    {"seal_csr": "\n".join(lines)}, {"seal_csr": "x" * 9000}, {"kiosk": {}},
                    {"kiosk": {"machine": "", "version": "0"}},
                    {"kiosk": {"machine": "x" * 129, "version": "0"}}, {"kiosk": "none"}):
        problem(kiosk.try_enrol(token, **changes), 422, "needs-correction")
    kiosk.enrol(token)


def bad_bodies(gateway):
    """A body that is not JSON of the right type is refused and does not spend the token."""
    token = gateway.token()
    bearer = f"Authorization: Bearer {token}"
    for body in (b"", b"{", b"[]", b"null", b"\xff"):
        response = gateway.request("POST", "/v1/enrolments", body,
                                   ["Content-Type: application/json", bearer])
        problem(response, 400, "retry")
    response = gateway.request("POST", "/v1/enrolments", b"{}",
                               ["Content-Type: text/plain", bearer])
    problem(response, 415, "retry")
    Kiosk(gateway).enrol(token)


def asks_for_more(gateway):
    """What a request asks for beyond its key is ignored: no CA, no other name."""
    kiosk = Kiosk(gateway)
    greedy = openssl("req", "-new", "-key", make_key(kiosk.dir / "other.key"), "-subj",
                     "/CN=kiosk-000001/O=Evil", "-addext", "basicConstraints=critical,CA:TRUE",
                     "-addext", "keyUsage=keyCertSign").decode()
    response = kiosk.try_enrol(gateway.token(), transport_csr=greedy)
    tap.equal(response.status, 201)
    text = openssl("x509", "-noout", "-subject", "-ext", "basicConstraints,keyUsage",
                   data=response.json()["transport_certificate"].encode()).decode()
    assert "CA:TRUE" not in text and "Certificate Sign" not in text and "Evil" not in text, text
    assert response.json()["identity"]["kiosk_id"] in text


def revoked(gateway):
    """A revoked kiosk is turned away at once, keeps its records, and its name is not reused."""
    kiosk = Kiosk(gateway).enrol()
    record = kiosk.record()
    envelope = kiosk.seal(record)
    gateway.tool("revoke", "--kiosk", kiosk.id)
    problem(kiosk.put(record["id"], envelope), 403, "retry")
    crl = gateway.dir / "portal/pki/crl.pem"
    anchor = gateway.dir / "portal/pki/enrolment-ca.pem"
    try:
        openssl("verify", "-crl_check", "-CAfile", anchor, "-CRLfile", crl, kiosk.transport[0])
    except AssertionError as refusal:
        assert "revoked" in str(refusal)
    else:
        raise AssertionError("the revocation list does not name the certificate")
    assert Kiosk(gateway).enrol().id != kiosk.id


def method(gateway):
    """Unknown paths and methods are problems too."""
    for verb, path, status in (("GET", "/v1/enrolments", 405), ("DELETE", "/v1/health", 405),
                               ("GET", "/v1/nothing", 404), ("GET", "/", 404),
                               ("PUT", f"/v1/submissions/{uuid7()}/more", 404)):
        response = gateway.request(verb, path, held=False)
        problem(response, status, "retry")
        tap.equal(response.headers["content-type"], "application/problem+json")


def health(gateway):
    """Health needs no certificate."""
    tap.equal(gateway.request("GET", "/v1/health").json(), {"status": "ok"})


TESTS = [gives_identity, certificates, ids_differ, token_replay, token_expired, token_race,
         token_wrong, token_hidden, bad_requests, bad_bodies, asks_for_more, revoked, method,
         health]

if __name__ == "__main__":
    portal, openapi = main_arguments()
    running = Gateway(portal, Contract(openapi))
    try:
        tap.run(TESTS, running)
    finally:
        running.remove()
