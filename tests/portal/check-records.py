#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks records against the JSON Schema: base64 lines in, JSON lines out, until end of file.

Started by motcua-portal (checker.c) with the schema's text as argument. The answers name places and rules,
never values: they travel back to the kiosk and into its staff's list.
"""
import base64
import json
import re
import sys

from jsonschema import Draft202012Validator, ValidationError, validators

MAX_ERRORS = 20
MAX_POINTER = 200


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


def fault(pointer, rule):
    return {"good": False, "errors": [{"pointer": pointer, "rule": rule}]}


def pointer_to(path):
    text = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return text[:MAX_POINTER]


def check(validator, line):
    try:
        text = base64.b64decode(line, validate=True).decode("utf-8")
        record = json.loads(text, object_pairs_hook=refuse_duplicates,
                            parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return fault("", "json")
    found = sorted({(pointer_to(e.absolute_path), str(e.validator))
                    for e in validator.iter_errors(record)})
    if found:
        errors = [{"pointer": p, "rule": r} for p, r in found[:MAX_ERRORS]]
        return {"good": False, "errors": errors}
    return {"good": True, "id": record["id"], "kiosk": record["kiosk_id"],
            "local_code": record["local_code"], "procedure": record["procedure"]["code"]}


def main():
    schema = json.loads(sys.argv[1])
    Draft202012Validator.check_schema(schema)
    strict = validators.extend(Draft202012Validator, {"pattern": exact_pattern})
    validator = strict(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for line in sys.stdin.buffer:
        answer = check(validator, line.rstrip(b"\n"))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
