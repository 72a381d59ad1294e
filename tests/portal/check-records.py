#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks records against the schema and their form: JSON lines out for base64 lines in.

Started by motcua-portal (checker.c), which hands it form_check.py and json_logic.py. The first line is JSON: {"schemas": [record.schema.json and
those before it], "procedures": [...], "common": common-block.json, "ethnic_groups": [...]}; then
one record a line, until end of file. Forms are checked as the kiosk does it, from the same files,
by other code: rules, computed values and lists too.
The answers name places and rules, never values: they travel back to the kiosk's staff.
"""
import base64
import json
import os
import re
import sys

from form_check import Form, parse_date
from jsonschema import Draft202012Validator, ValidationError, validators

LATEST = "motcua/record/3"
MAX_ERRORS = 20
MAX_POINTER = 200
MAX_LABELS = 5


def exact_pattern(_validator, pattern, instance, _schema):
    """As ECMA-262 reads it: Python's $ would also match before a final line feed."""
    if pattern.endswith("$") and not pattern.endswith("\\$"):
        pattern = pattern[:-1] + r"\Z"
    if isinstance(instance, str) and not re.search(pattern, instance):
        yield ValidationError("pattern")


def refuse_duplicates(pairs):
    """Two readers must not see two different records in the same bytes."""
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("duplicate member")
    return dict(pairs)


def refuse_constant(_):
    raise ValueError("NaN and Infinity are not JSON")


def pointer_to(path):
    text = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return text[:MAX_POINTER]


class Checker:
    def __init__(self, setup):
        strict = validators.extend(Draft202012Validator, {"pattern": exact_pattern})
        self.validators = {}
        for schema in setup["schemas"]:
            Draft202012Validator.check_schema(schema)
            self.validators[schema["properties"]["schema"]["const"]] = strict(
                schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        self.codes = {procedure["code"] for procedure in setup["procedures"]}
        self.forms = {(procedure["code"], procedure["version"]):
                      Form(procedure, setup["ethnic_groups"], setup["common"])
                      for procedure in setup["procedures"] if "form" in procedure}

    @staticmethod
    def refusal(errors, code="rejected", labels=()):
        unique = sorted(set(errors))[:MAX_ERRORS]
        return {"good": False, "code": code, "labels": list(labels)[:MAX_LABELS],
                "errors": [{"pointer": pointer, "rule": rule} for pointer, rule in unique]}

    def check(self, line):
        try:
            text = base64.b64decode(line, validate=True).decode("utf-8")
            record = json.loads(text, object_pairs_hook=refuse_duplicates,
                                parse_constant=refuse_constant)
        except (ValueError, RecursionError):
            return self.refusal([("", "json")])
        name = record.get("schema") if isinstance(record, dict) else None
        validator = self.validators.get(name if isinstance(name, str) else None,
                                        self.validators[LATEST])
        broken = [(pointer_to(error.absolute_path), str(error.validator))
                  for error in validator.iter_errors(record)]
        return self.refusal(broken) if broken else self.check_form(record)

    def check_form(self, record):
        procedure = record["procedure"]
        if procedure["code"] not in self.codes:
            return self.refusal([("/procedure/code", "unknown")])
        # A form may have changed since the person filled it in: then the desk reads it.
        form = self.forms.get((procedure["code"], procedure["version"]))
        if form and (form.key, form.common) == (procedure["form"], procedure.get("common")):
            today = parse_date(record["created_at"][:10])
            faults, labels, strange = form.check(record["answers"], today)
            strange += form.check_attachments(record)
            if strange:
                return self.refusal(strange)
            if faults:
                return self.refusal(faults, "needs-correction", labels)
        return {"good": True, "id": record["id"], "kiosk": record["kiosk_id"],
                "local_code": record["local_code"], "procedure": procedure["code"],
                "attachments": record.get("attachments", [])}


def main():
    first = sys.stdin.buffer.readline()
    if not first:  # whoever started us is gone
        return
    checker = Checker(json.loads(first))
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(checker.check(line.rstrip(b"\n"))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, ConnectionResetError):
        os._exit(1)  # the gateway has been killed, which is no fault of ours
