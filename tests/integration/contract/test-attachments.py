#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers that go with a record: what is missing, what is brought, and what is refused."""
import os

import tap
from contract import Contract
from gateway import CHUNK, Gateway, Kiosk, b64url, digest_of, main_arguments, uuid7


def problem(response, status, code):
    tap.equal((response.status, response.json()["code"]), (status, code))
    return response.json()


def pdf(size):
    return b"%PDF-1.7" + os.urandom(size - 8)


def missing(response, record, envelope):
    tap.equal(response.status, 202)
    answer = response.json()
    tap.equal((answer["submission"], answer["digest"]), (record["id"], digest_of(envelope)))
    return answer["missing"]


def bring(kiosk, record, parts, names):
    for name in names:
        tap.equal(kiosk.put_part(record["id"], parts[name]).json(),
                  {"submission": record["id"], "stored": name})


def deliver(kiosk, record, parts, envelope=None):
    """The kiosk's way: offer, bring what is missing, offer again. The last answer."""
    envelope = envelope or kiosk.seal(record)
    response = kiosk.put(record["id"], envelope)
    while response.status == 202 and missing(response, record, envelope):
        bring(kiosk, record, parts, missing(response, record, envelope))
        response = kiosk.put(record["id"], envelope)
    return response


def file_of(kiosk, record, number=0):
    """The file as the portal decrypts it."""
    out = kiosk.dir / "out"
    kiosk.gateway.tool("attachment", "--id", record["id"], "--attachment",
                       record["attachments"][number]["id"], "--out", out)
    return out.read_bytes()


def whole(kiosk):
    """A record with papers is accepted when all is there, and the files are the very files."""
    record = kiosk.paper_record()
    files = [pdf(3 * CHUNK + 5), pdf(CHUNK), b"\xff\xd8\xff\xe0" + os.urandom(1000)]
    parts = {}
    for data in files:
        parts |= kiosk.attach(record, data,
                              media_type="application/pdf" if data[0] == 37 else "image/jpeg")
    response = deliver(kiosk, record, parts)
    tap.equal(response.status, 201)
    tap.equal(kiosk.get(record["id"]).body, response.body)
    for number, data in enumerate(files):
        assert file_of(kiosk, record, number) == data, number
    listed = next(row for row in kiosk.gateway.listed() if row["id"] == record["id"])
    tap.equal([a["sha256"] for a in listed["attachments"]],
              [a["sha256"] for a in record["attachments"]])


def step_by_step(kiosk):
    """First the manifests are missing, then what they name; nothing is accepted in between."""
    record = kiosk.paper_record()
    first = kiosk.attach(record, pdf(2 * CHUNK))
    second = kiosk.attach(record, pdf(10))
    envelope = kiosk.seal(record)
    manifests = [a["manifest"] for a in record["attachments"]]
    tap.equal(missing(kiosk.put(record["id"], envelope), record, envelope), manifests)
    bring(kiosk, record, first | second, manifests)
    rest = [name for name in first | second if name not in manifests]
    tap.equal(missing(kiosk.put(record["id"], envelope), record, envelope), rest)
    bring(kiosk, record, first | second, rest[:-1])
    tap.equal(missing(kiosk.get(record["id"]), record, envelope), rest[-1:])
    assert record["id"] not in kiosk.gateway.summary()["ids"]
    bring(kiosk, record, first | second, rest[-1:])
    tap.equal(missing(kiosk.get(record["id"]), record, envelope), [])
    assert record["id"] not in kiosk.gateway.summary()["ids"]
    tap.equal(kiosk.put(record["id"], envelope).status, 201)


def again(kiosk):
    """A part may come twice, and after the end; it is stored once."""
    record = kiosk.paper_record()
    parts = kiosk.attach(record, pdf(1000))
    envelope = kiosk.seal(record)
    kiosk.put(record["id"], envelope)

    def twice():
        for _ in range(2):
            bring(kiosk, record, parts, parts)
    tap.equal(kiosk.gateway.counted(twice), {"parts": 2, "part-replays": 2})
    first = kiosk.put(record["id"], envelope)
    tap.equal(first.status, 201)
    bring(kiosk, record, parts, parts)
    tap.equal(kiosk.put(record["id"], envelope).body, first.body)


def identical(kiosk):
    """Two identical files are two attachments."""
    record = kiosk.paper_record()
    data = pdf(5000)
    parts = kiosk.attach(record, data) | kiosk.attach(record, data, field="muc_do")
    tap.equal(deliver(kiosk, record, parts).status, 201)
    assert file_of(kiosk, record, 0) == file_of(kiosk, record, 1) == data


def uninvited(kiosk):
    """Parts are taken for records that wait for them, and for no others."""
    part = b"part of nothing"
    problem(kiosk.put_part(uuid7(), part), 404, "retry")
    record = kiosk.record()
    tap.equal(kiosk.put(record["id"], kiosk.seal(record)).status, 201)
    problem(kiosk.put_part(record["id"], part), 404, "retry")


def way(kiosk):
    """What is wrong with the way is a matter of trying again."""
    record = kiosk.paper_record()
    parts = kiosk.attach(record, pdf(1000))
    envelope = kiosk.seal(record)
    kiosk.put(record["id"], envelope)
    name, part = next(iter(parts.items()))
    good = kiosk.headers(part, "application/octet-stream")
    for headers, status in ((good[:1], 400), ([good[0], kiosk.headers(b"x")[1]], 400),
                            (kiosk.headers(part, "application/cms"), 415)):
        problem(kiosk.put_part(record["id"], part, headers=headers), status, "retry")
    problem(kiosk.put_part(record["id"], part, digest=digest_of(b"another")), 400, "retry")
    problem(kiosk.put_part("not-a-uuid", part), 400, "retry")
    problem(kiosk.put_part(record["id"], os.urandom(300 * 1024)), 413, "rejected")
    nobody = kiosk.gateway.request("PUT", f"/v1/submissions/{record['id']}/parts/{name}", part, good)
    problem(nobody, 403, "retry")
    tap.equal(deliver(kiosk, record, parts, envelope).status, 201)


def another_envelope(kiosk):
    """While parts are missing, no other envelope takes the record's place."""
    record = kiosk.paper_record()
    parts = kiosk.attach(record, pdf(1000))
    envelope = kiosk.seal(record)
    kiosk.put(record["id"], envelope)
    problem(kiosk.put(record["id"], kiosk.seal(record)), 409, "conflict")
    bring(kiosk, record, parts, parts)
    tap.equal(kiosk.put(record["id"], envelope).status, 201)


def lies(kiosk):
    """A file that is not what the record says is refused, and the place is named."""
    other = Kiosk(kiosk.gateway).enrol()
    small = 100
    cases = [("another", {"sha256": digest_of(b"x")}), ("another", {"submission": uuid7()}),
             ("another", {"attachment": uuid7()}), ("another", {"pages": 2}),
             ("another", {"schema": "motcua/manifest/9"}), ("another", {"size": small + 1}),
             ("manifest", {"chunks": []}), ("manifest", {"key": b64url(b"short")}),
             ("chunk", {"key": b64url(os.urandom(32))})]
    for rule, changes in cases:
        record = kiosk.paper_record()
        parts = kiosk.attach(record, pdf(small)) | kiosk.attach(record, pdf(small), **changes)
        response = deliver(kiosk, record, parts)
        tap.equal(response.status, 422, changes)
        found = problem(response, 422, "rejected")
        tap.equal(found["errors"], [{"pointer": "/attachments/1", "rule": rule}], changes)
        assert record["id"] not in kiosk.gateway.summary()["ids"]

    record = kiosk.paper_record()
    parts = kiosk.attach(record, b"GIF89a, not PDF" + bytes(50))
    found = problem(deliver(kiosk, record, parts), 422, "rejected")
    tap.equal(found["errors"], [{"pointer": "/attachments/0", "rule": "media_type"}])

    record = kiosk.paper_record()
    parts = other.attach(record, pdf(small))
    found = problem(deliver(kiosk, record, parts), 422, "rejected")
    tap.equal(found["errors"], [{"pointer": "/attachments/0", "rule": "signer"}])

    record = kiosk.paper_record()
    kiosk.attach(record, pdf(small))
    record["attachments"][0]["manifest"] = digest_of(b"not CMS")
    found = problem(deliver(kiosk, record, {digest_of(b"not CMS"): b"not CMS"}), 422, "rejected")
    tap.equal(found["errors"], [{"pointer": "/attachments/0", "rule": "sealed"}])


def wrong_file(kiosk):
    """A manifest that agrees with the record, and chunks that are another file."""
    record = kiosk.paper_record()
    parts = kiosk.attach(record, pdf(CHUNK + 10))
    record["attachments"] = []
    good = pdf(CHUNK + 10)
    said = {"sha256": digest_of(good)}
    parts = kiosk.attach(record, pdf(CHUNK + 10), **said)
    record["attachments"][0] |= said
    found = problem(deliver(kiosk, record, parts), 422, "rejected")
    tap.equal(found["errors"], [{"pointer": "/attachments/0", "rule": "sha256"}])


def fields(kiosk):
    """Papers belong to answers of the form that are papers."""
    for field in ("ho_ten", "khong_co", "dang_tat.0.x"):
        record = kiosk.paper_record()
        kiosk.attach(record, pdf(100), field=field)
        found = problem(kiosk.put(record["id"], kiosk.seal(record)), 422, "rejected")
        tap.equal(found["errors"], [{"pointer": "/attachments/0/field", "rule": "unknown"}], field)


def too_many(kiosk):
    """Twenty files, ten MiB each; the schema says so."""
    record = kiosk.paper_record()
    for _ in range(21):
        kiosk.attach(record, pdf(10))
    found = problem(kiosk.put(record["id"], kiosk.seal(record)), 422, "rejected")
    tap.equal(found["errors"], [{"pointer": "/attachments", "rule": "maxItems"}])
    record = kiosk.paper_record()
    kiosk.attach(record, pdf(10))
    record["attachments"][0]["size"] = 10 * 1024 * 1024 + 1
    found = problem(kiosk.put(record["id"], kiosk.seal(record)), 422, "rejected")
    tap.equal(found["errors"], [{"pointer": "/attachments/0/size", "rule": "maximum"}])


def carried(kiosk):
    """Another kiosk may bring record and parts."""
    carrier = Kiosk(kiosk.gateway).enrol()
    record = kiosk.paper_record()
    parts = kiosk.attach(record, pdf(2000))
    envelope = kiosk.seal(record)
    names = missing(carrier.put(record["id"], envelope), record, envelope)
    for name in [*names, *(name for name in parts if name not in names)]:
        tap.equal(carrier.put_part(record["id"], parts[name]).status, 200)
    tap.equal(kiosk.put(record["id"], envelope).status, 201)


def scripted(kiosk):
    """Faults can be ordered for parts alone."""
    if kiosk.gateway.postgres:
        return  # each instance has a script of its own
    record = kiosk.paper_record()
    parts = kiosk.attach(record, pdf(100))
    envelope = kiosk.seal(record)
    kiosk.put(record["id"], envelope)
    kiosk.gateway.order({"action": "503"}, {"action": "answer-then-close"}, stage="parts")
    name = record["attachments"][0]["manifest"]
    tap.equal(kiosk.put_part(record["id"], parts[name]).status, 503)
    tap.equal(missing(kiosk.put(record["id"], envelope), record, envelope), [name])
    kiosk.put_part(record["id"], parts[name], held=False)
    assert name not in missing(kiosk.put(record["id"], envelope), record, envelope)
    tap.equal(deliver(kiosk, record, parts, envelope).status, 201)


TESTS = [whole, step_by_step, again, identical, uninvited, way, another_envelope, lies, wrong_file,
         fields, too_many, carried, scripted]

if __name__ == "__main__":
    portal, openapi = main_arguments()
    gateway = Gateway(portal, Contract(openapi))
    try:
        tap.run(TESTS, Kiosk(gateway).enrol())
    finally:
        gateway.remove()
