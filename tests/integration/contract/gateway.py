# SPDX-License-Identifier: GPL-3.0-or-later
"""A running reference gateway, and kiosks made of the openssl and curl command lines.

Nothing of motcua's own C code speaks for the kiosk here: what these tests accept, anybody's
kiosk can do.
"""
import base64
import datetime
import hashlib
import json
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/fault"))
import rig  # noqa: E402

PATIENCE_S = 60
CHUNK = 128 * 1024
PROCEDURE = json.loads((ROOT / "assets/catalogue/procedures/1.004873.json").read_text("utf-8"))
# A form that asks for papers.
PAPER_PROCEDURE = json.loads((ROOT / "assets/catalogue/procedures/1.001699.json").read_text("utf-8"))
PAPER_EXAMPLE = json.loads((ROOT / "tests/data/answers/1.001699.json").read_text("utf-8"))
EXAMPLE = json.loads((ROOT / "tests/data/answers/1.004873.json").read_text("utf-8"))


def openssl(*arguments, data=None):
    done = subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True,
                          timeout=PATIENCE_S)
    assert done.returncode == 0, (arguments[0], done.stderr.decode())
    return done.stdout


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def digest_of(data):
    return b64url(hashlib.sha256(data).digest())


def uuid7():
    value = int(time.time() * 1000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(3 << 62) | 2 << 62
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@dataclass
class Response:
    status: int
    headers: dict
    body: bytes
    error: int = 0  # curl's exit status; 0: a whole answer came

    def json(self):
        return json.loads(self.body)


class Gateway:
    """tests/portal/run on a private directory and a free port. With MOTCUA_INSTANCES=N in the
    environment it is so many instances over one PostgreSQL."""

    def __init__(self, portal, contract, directory=None, arguments=()):
        self.portal = str(portal)
        self.contract = contract
        self.dir = Path(directory or tempfile.mkdtemp(prefix="motcua-contract-"))
        self.postgres, instances = None, os.environ.get("MOTCUA_INSTANCES")
        if instances:
            self.postgres = rig.Postgres(str(self.dir))
            arguments = (*arguments, "--database", self.postgres.url, "--instances", instances)
        self.start(arguments)

    def start(self, arguments=()):
        build = Path(self.portal).resolve().parents[2]
        self.process = subprocess.Popen(
            [ROOT / "tests/portal/run", build, "--dir", self.dir / "portal", "--port", "0",
             *arguments], stdout=subprocess.PIPE)
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE_S)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.process.kill()
            raise AssertionError("the gateway has not become ready")
        self.ready = json.loads(line)
        self.url, self.ca = self.ready["url"], self.ready["ca"]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        status = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        return status

    def remove(self):
        """Ends it if it still runs (a test has failed, then), and forgets all of it."""
        if self.process.poll() is None:
            self.stop()
        if self.postgres:
            self.postgres.close()
        shutil.rmtree(self.dir, ignore_errors=True)

    def tool(self, verb, *arguments):
        done = subprocess.run([self.portal, verb, "--data", self.dir / "portal", *arguments],
                              check=True, capture_output=True, timeout=PATIENCE_S)
        return done.stdout.decode()

    def token(self, *arguments):
        return self.tool("token", *arguments).strip()

    def listed(self):
        return [json.loads(line) for line in self.tool("list", "--json").splitlines()]

    def curl(self, method, path, data=None, headers=(), identity=None, url=None):
        """Starts curl; finish () waits for it."""
        folder = Path(tempfile.mkdtemp(dir=self.dir))
        command = ["curl", "--silent", "--http2", "--cacert", self.ca, "--max-time", "30",
                   "--dump-header", folder / "headers", "--output", folder / "body",
                   "--write-out", "%{http_code}", "--request", method]
        for header in headers:
            command += ["--header", header]
        if data is not None:
            (folder / "data").write_bytes(data)
            command += ["--data-binary", f"@{folder / 'data'}"]
        if identity:
            command += ["--cert", identity[0], "--key", identity[1]]
        command.append((url or self.url) + path)
        return subprocess.Popen(command, stdout=subprocess.PIPE), folder

    @staticmethod
    def finish(started):
        process, folder = started
        status = int(process.communicate(timeout=PATIENCE_S)[0])
        headers, body = {}, b""
        if (folder / "headers").exists():
            blocks = (folder / "headers").read_bytes().decode("latin-1").strip().split("\r\n\r\n")
            for line in blocks[-1].split("\r\n")[1:]:
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
        if (folder / "body").exists():
            body = (folder / "body").read_bytes()
        shutil.rmtree(folder)
        return Response(status, headers, body, process.returncode)

    def request(self, method, path, data=None, headers=(), identity=None, held=True, url=None):
        """held: the answer must be one that the contract allows."""
        response = self.finish(self.curl(method, path, data, headers, identity, url))
        if held:
            self.contract.check_response(method, path, response)
        return response

    def summary(self):
        return self.request("GET", "/test/summary", held=False).json()

    def order(self, *scenes, stage="next"):
        response = self.request("POST", "/test/behaviour", json.dumps({stage: scenes}).encode(),
                                held=False)
        assert response.status == 200, response.body

    def counted(self, action):
        """What the testimony's numbers have grown by while action () ran."""
        before = self.summary()
        action()
        after = self.summary()
        return {name: after[name] - value for name, value in before.items()
                if name != "ids" and after[name] != value}


def make_key(path):
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path)
    return path


def make_request(key):
    return openssl("req", "-new", "-key", key, "-subj", "/CN=whatever").decode()


@dataclass
class Kiosk:
    gateway: Gateway
    dir: Path = field(init=False)

    def __post_init__(self):
        self.dir = Path(tempfile.mkdtemp(prefix="kiosk-", dir=self.gateway.dir))
        self.seal_key = make_key(self.dir / "seal.key")
        self.transport_key = make_key(self.dir / "transport.key")

    def enrolment_request(self, **changes):
        body = {"seal_csr": make_request(self.seal_key),
                "transport_csr": make_request(self.transport_key),
                "kiosk": {"machine": "contract-test", "version": "0"}}
        return json.dumps(body | changes).encode()

    def try_enrol(self, token, **changes):
        headers = ["Content-Type: application/json"]
        if token is not None:
            headers.append(f"Authorization: Bearer {token}")
        return self.gateway.request("POST", "/v1/enrolments", self.enrolment_request(**changes),
                                    headers)

    def enrol(self, token=None):
        response = self.try_enrol(token or self.gateway.token())
        assert response.status == 201, response.body
        self.enrolment = response.json()
        for name in ("seal_certificate", "transport_certificate", "portal_seal_certificate",
                     "portal_ack_certificate", "ca_certificate"):
            (self.dir / f"{name}.pem").write_text(self.enrolment[name])
        self.id = self.enrolment["identity"]["kiosk_id"]
        return self

    @property
    def transport(self):
        return self.dir / "transport_certificate.pem", self.transport_key

    def record(self, record_id=None, **changes):
        now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
        text = now.isoformat(timespec="seconds")
        return {
            "schema": "motcua/record/3", "id": record_id or uuid7(),
            "local_code": "KD-7F4Q-29XM", "kiosk_id": self.id, "unit_code": "00364",
            "created_at": text,
            "clock": {"wall_ms": int(now.timestamp() * 1000), "monotonic_ms": 1,
                      "boot_id": "unknown"},
            "procedure": {"code": PROCEDURE["code"], "version": PROCEDURE["version"],
                          "form": PROCEDURE["form"]["key"]},
            "submitter": {"id": "001085000001", "old_id": "", "name": "Nguyễn Văn Ấn",
                          "birth": "1985-08-15", "sex": "male",
                          "address": "Số 12 Ngõ 34, Phường Khương Đình, Thành phố Hà Nội",
                          "issued": "2025-08-12", "phone": "", "assurance": "qr",
                          "capacity": "self"},
            "applicant": {"id": "001085000001", "name": "Nguyễn Văn Ấn", "birth": "1985-08-15",
                          "sex": "male",
                          "address": "Số 12 Ngõ 34, Phường Khương Đình, Thành phố Hà Nội",
                          "phone": "", "email": ""},
            "consent": {"notice_version": "2026-11-01", "notice_sha256": "0" * 64,
                        "given_at": text, "purposes": ["processing"]},
            "declaration": {"text_sha256": "0" * 64, "accepted": True},
            "answers": EXAMPLE["answers"], "attachments": [],
        } | changes

    def paper_record(self, **changes):
        form = PAPER_PROCEDURE["form"]
        common = json.loads((ROOT / "assets/catalogue/common-block.json").read_text("utf-8"))
        return self.record(
            procedure={"code": PAPER_PROCEDURE["code"], "version": PAPER_PROCEDURE["version"],
                       "form": form["key"], "common": common["version"]},
            answers=PAPER_EXAMPLE["answers"], attachments=[]) | changes

    def sign(self, data, key=None, certificate=None, digest="sha256"):
        return openssl("cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-md", digest,
                       "-signer", certificate or self.dir / "seal_certificate.pem",
                       "-inkey", key or self.seal_key, data=data)

    def encrypt(self, message, certificate=None, cipher="-aes-256-gcm"):
        return openssl("cms", "-encrypt", "-binary", "-outform", "DER", cipher,
                       "-recip", certificate or self.dir / "portal_seal_certificate.pem",
                       "-keyopt", "ecdh_kdf_md:sha256", data=message)

    def seal(self, record):
        data = record if isinstance(record, bytes) else json.dumps(record).encode()
        return self.encrypt(self.sign(data))

    @staticmethod
    def headers(envelope, content_type="application/cms"):
        digest = base64.b64encode(hashlib.sha256(envelope).digest()).decode()
        return [f"Content-Type: {content_type}", f"Content-Digest: sha-256=:{digest}:"]

    def attach(self, record, data, field="dang_tat", media_type="application/pdf", **changes):
        """Seals a file and names it in the record: {digest: part}, the manifest first. changes: to
        the manifest, as a liar would make them."""
        key, attachment_id = os.urandom(32), uuid7()
        pieces = [data[i:i + CHUNK] for i in range(0, len(data), CHUNK)]
        chunks = [AESGCM(key).encrypt(
            index.to_bytes(12, "big"), piece,
            f"motcua/chunk/1\n{attachment_id}\n{index}\n{len(pieces)}".encode())
            for index, piece in enumerate(pieces)]
        said = {"field": field, "media_type": media_type, "size": len(data), "pages": 1,
                "sha256": b64url(hashlib.sha256(data).digest())}
        manifest = self.seal({
            "schema": "motcua/manifest/1", "submission": record["id"], "attachment": attachment_id,
            **said, "key": b64url(key),
            "chunks": [{"digest": digest_of(chunk), "size": len(chunk)} for chunk in chunks]}
            | changes)
        record["attachments"].append(
            {"id": attachment_id, **said, "manifest": digest_of(manifest)})
        return {digest_of(part): part for part in [manifest, *chunks]}

    def put_part(self, record_id, part, digest=None, headers=None, held=True, **more):
        return self.gateway.request(
            "PUT", f"/v1/submissions/{record_id}/parts/{digest or digest_of(part)}", part,
            self.headers(part, "application/octet-stream") if headers is None else headers,
            more.pop("identity", None) or self.transport, held, **more)

    def put(self, record_id, envelope, headers=None, held=True, identity=None, **more):
        return self.gateway.request("PUT", f"/v1/submissions/{record_id}", envelope,
                                    self.headers(envelope) if headers is None else headers,
                                    identity or self.transport, held, **more)

    def get(self, record_id):
        return self.gateway.request("GET", f"/v1/submissions/{record_id}",
                                    identity=self.transport)

    def deliver(self, **changes):
        """A good record, sealed and accepted: (record, envelope, response)."""
        record = self.record(**changes)
        envelope = self.seal(record)
        response = self.put(record["id"], envelope)
        assert response.status == 201, (response.status, response.body)
        return record, envelope, response

    def verify(self, body):
        """The claims of an acknowledgement, its signature checked by the openssl command."""
        header, payload, signature = body.decode().split(".")
        certificate = self.dir / "portal_ack_certificate.pem"
        public = openssl("x509", "-in", certificate, "-noout", "-pubkey")
        (self.dir / "ack.pub").write_bytes(public)
        key_id = b64url(hashlib.sha256(openssl("pkey", "-pubin", "-outform", "DER",
                                               data=public)).digest())
        assert json.loads(unb64url(header)) == {"alg": "ES256", "kid": key_id}
        (self.dir / "signature").write_bytes(to_der(unb64url(signature)))
        openssl("dgst", "-sha256", "-verify", self.dir / "ack.pub", "-signature",
                self.dir / "signature", data=f"{header}.{payload}".encode())
        claims = json.loads(unb64url(payload))
        errors = self.gateway.contract.component_errors("Acknowledgement", claims)
        assert not errors, errors
        return claims


def to_der(raw):
    """r || s (RFC 7518 section 3.4) as the SEQUENCE that the openssl command wants."""
    def integer(data):
        data = data.lstrip(b"\0") or b"\0"
        data = b"\0" + data if data[0] & 0x80 else data
        return bytes([2, len(data)]) + data
    body = integer(raw[:32]) + integer(raw[32:])
    return bytes([0x30, len(body)]) + body


def main_arguments():
    """(portal program, contract file) as meson passes them. A test that takes too long is ended by
    SIGTERM, and then too what it has started must end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if len(sys.argv) < 3:
        sys.exit(f"usage: {os.path.basename(sys.argv[0])} MOTCUA-PORTAL OPENAPI")
    return Path(sys.argv[1]).resolve(), Path(sys.argv[2])
