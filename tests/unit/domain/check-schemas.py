#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue's files and a record as the kiosk builds it are valid against assets/schemas, and
each schema refuses what it should: usage check-schemas.py ASSETS MAKE-RECORD ANSWERS.json"""

import copy
import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker, RefResolver

CATALOGUE = {
    "card-form.json": "identity-form",
    "procedures/*.json": "procedure",
    "common-block.json": "common-block",
    "ethnic-groups.json": "ethnic-groups",
    "finding.json": "finding",
    "holidays.json": "holidays",
    "id-province-codes.json": "id-province-codes",
    "identity-form.json": "identity-form",
    "legacy-charsets.json": "legacy-charsets",
    "privacy-notice.json": "privacy-notice",
    "spoken-words.json": "spoken-words",
}

number = 0


def report(name, problems):
    """One line of TAP; problems: a list of texts."""
    global number
    number += 1
    print(f"{'not ok' if problems else 'ok'} {number} - {name}")
    for problem in problems:
        print(f"#   {problem}")


def load_validators(directory):
    schemas = {path.name.removesuffix(".schema.json"): json.loads(path.read_text())
               for path in sorted(directory.glob("*.schema.json"))}
    store = {schema["$id"]: schema for schema in schemas.values()}
    validators = {}
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        validators[name] = Draft202012Validator(
            schema, resolver=RefResolver(schema["$id"], schema, store),
            format_checker=FormatChecker())
    return validators


def problems_of(validator, instance):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in validator.iter_errors(instance)]


def members_of(value, path=()):
    """The paths of all members of all objects."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield path + (key,)
            yield from members_of(member, path + (key,))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from members_of(element, path + (index,))


def parent_of(root, path):
    for step in path[:-1]:
        root = root[step]
    return root


def accepted_mutants(validator, record, mutate):
    """Where the schema does not notice: each path at which mutate (parent, key) goes unseen."""
    accepted = []
    for path in members_of(record):
        mutant = copy.deepcopy(record)
        if mutate(parent_of(mutant, path), path[-1]) is False:
            continue
        if validator.is_valid(mutant):
            accepted.append("/".join(map(str, path)))
    return accepted


def remove(parent, key):
    del parent[key]


def change_type(parent, key):
    parent[key] = 3.5


def add_stranger(parent, key):
    """Beside the member and, where it is an object, in it."""
    target = parent[key] if isinstance(parent[key], dict) else parent
    target["Stranger"] = "x"


BAD_VALUES = {
    ("schema",): "motcua/record/2",
    ("id",): "019aa5b2-3c88-4cde-8f01-000000000001",
    ("local_code",): "KD-0000-001U",
    ("kiosk_id",): "../kiosk",
    ("unit_code",): "đơn vị",
    ("created_at",): "2026-11-21T14:32:05Z",
    ("clock", "boot_id"): "",
    ("procedure", "code"): "1.00487",
    ("procedure", "version"): "21/11/2026",
    ("submitter", "id"): "07919200000",
    ("applicant", "id"): "07919200000",
    ("submitter", "birth"): "02/03/1992",
    ("applicant", "sex"): "Nữ",
    ("submitter", "assurance"): "proof",
    ("submitter", "capacity"): "friend",
    ("consent", "notice_sha256"): "BA7816BF" + "0" * 56,
    ("consent", "purposes"): ["contact"],
    ("declaration", "accepted"): False,
    ("answers", "muc_dich"): "",
    ("attachments", 0, "id"): "019aa5b2-3c88-4cde-8f01-000000000002",
    ("attachments", 0, "field"): "Giấy tờ",
    ("attachments", 0, "media_type"): "image/png",
    ("attachments", 0, "size"): 10 * 1024 * 1024 + 1,
    ("attachments", 0, "pages"): 0,
    ("attachments", 0, "sha256"): "a" * 42,
    ("attachments", 0, "manifest"): "=" * 43,
}


def check_record(validator, record):
    report("the record as the kiosk builds it is valid", problems_of(validator, record))

    answers = {f"answers/{key}" for key in record["answers"]}
    report("a record without any one member is refused, but for answers",
           sorted(set(accepted_mutants(validator, record, remove)) ^ answers))
    report("a record with a number in place of any member is refused, but for answers",
           sorted(set(accepted_mutants(validator, record, change_type)) ^ answers))
    report("a record with a stranger in any object is refused",
           accepted_mutants(validator, record, add_stranger))
    for path, value in BAD_VALUES.items():
        mutant = copy.deepcopy(record)
        parent_of(mutant, path)[path[-1]] = value
        report(f"a record with {'/'.join(map(str, path))} {value!r} is refused",
               ["it is accepted"] if validator.is_valid(mutant) else [])


def check_catalogue(validators, directory):
    seen = set()
    for pattern, name in CATALOGUE.items():
        for path in sorted(directory.glob(pattern)):
            seen.add(path)
            content = json.loads(path.read_text())
            report(f"{path.relative_to(directory)} is valid", problems_of(validators[name], content))
            report(f"{path.relative_to(directory)} with a stranger in it is not",
                   accepted_mutants(validators[name], {**content}, add_stranger_at_top)[:1])
    report("every file of the catalogue has a schema",
           [str(path) for path in directory.rglob("*.json") if path not in seen])
    listed = (directory / "catalogue.gresource.xml").read_text()
    report("every file of the catalogue is compiled in",
           [str(path) for path in seen
            if f"<file>{path.relative_to(directory)}</file>" not in listed])


def add_stranger_at_top(parent, key):
    if key != "schema":
        return False
    parent["Stranger"] = "x"
    return True


def main():
    assets, make_record, answers = map(Path, sys.argv[1:4])
    validators = load_validators(assets / "schemas")
    record = json.loads(subprocess.run([make_record, answers], check=True, capture_output=True,
                                       timeout=30).stdout)
    check_record(validators["record"], record)
    check_catalogue(validators, assets / "catalogue")
    print(f"1..{number}")


if __name__ == "__main__":
    main()
