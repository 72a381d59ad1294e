#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks records against the schema and their form: JSON lines out for base64 lines in.

Started by motcua-portal (checker.c). The first line is JSON: {"schema": record.schema.json,
"procedures": [...], "ethnic_groups": [...]}; then one record a line, until end of file.
The answers name places and rules, never values: they travel back to the kiosk's staff.
"""
import base64
import json
import os
import re
import sys

from jsonschema import Draft202012Validator, ValidationError, validators

MAX_ERRORS = 20
MAX_POINTER = 200
MAX_LABELS = 5

ID12 = re.compile(r"[0-9]{12}\Z")
PHONE = re.compile(r"0(?:[35789][0-9]{8}|2[0-9]{9})\Z")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
PARTIAL_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?\Z")


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


def holds(rule, answers):
    """JsonLogic, as far as forms use it (app/domain/rule.h)."""
    if isinstance(rule, bool):
        return rule
    (name, operands), = rule.items()
    operands = operands if isinstance(operands, list) else [operands]

    def value(operand):
        return answers.get(operand["var"]) if isinstance(operand, dict) else operand

    if name == "var":
        return operands[0] in answers
    if name in ("!", "and", "or"):
        truths = [holds(operand, answers) for operand in operands]
        return {"!": not truths[0], "and": all(truths), "or": any(truths)}[name]
    if name == "in":
        return value(operands[0]) in operands[1]
    return (value(operands[0]) == value(operands[1])) == (name == "==")


class Form:
    """The answers that one version of a procedure's form asks for."""

    def __init__(self, procedure, ethnic_groups):
        self.version = procedure["version"]
        self.key = procedure["form"]["key"]
        self.pages = [page for section in procedure["form"]["sections"]
                      for page in section["pages"]]
        self.keys = {field["key"] for page in self.pages for field in page["fields"]}
        self.ethnic = {group["value"] for group in ethnic_groups}

    def fault(self, field, value):
        """What is wrong with one answer, in the words of mc_fault_to_string ()."""
        kind = field["type"]
        options = self.ethnic if kind == "ethnic" else {o["value"] for o in
                                                        field.get("options", ())}
        if value is None:
            return "missing" if field["required"] else None
        if len(value) > field.get("max_length", len(value)):
            return "too-long"
        wrong = {"id12": ("id12", not ID12.match(value)),
                 "phone": ("phone", not PHONE.match(value)),
                 "date": ("date", not DATE.match(value)),
                 "date_partial": ("date", not PARTIAL_DATE.match(value)),
                 "enum": ("option", value not in options),
                 "ethnic": ("option", value not in options)}.get(kind, (None, False))
        return wrong[0] if wrong[1] else None

    def check(self, answers):
        """(what the citizen has to correct, labels of that, what no form should have sent)."""
        asked = [field for page in self.pages if holds(page.get("show_if", True), answers)
                 for field in page["fields"]]
        extra = answers.keys() - {field["key"] for field in asked}
        strange = [("/answers", "not-asked" if key in self.keys else "unknown")
                   for key in sorted(extra)]
        faults, labels = [], []
        for field in asked:
            found = self.fault(field, answers.get(field["key"]))
            if found:
                faults.append(("/answers/" + field["key"], found))
                labels.append(field["label"])
        return faults, labels, strange


class Checker:
    def __init__(self, setup):
        schema = setup["schema"]
        Draft202012Validator.check_schema(schema)
        strict = validators.extend(Draft202012Validator, {"pattern": exact_pattern})
        self.validator = strict(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        self.forms = {procedure["code"]: Form(procedure, setup["ethnic_groups"])
                      for procedure in setup["procedures"]}

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
        broken = [(pointer_to(error.absolute_path), str(error.validator))
                  for error in self.validator.iter_errors(record)]
        return self.refusal(broken) if broken else self.check_form(record)

    def check_form(self, record):
        procedure = record["procedure"]
        form = self.forms.get(procedure["code"])
        if form is None:
            return self.refusal([("/procedure/code", "unknown")])
        # A form may have changed since the person filled it in: then the desk reads it.
        if (form.version, form.key) == (procedure["version"], procedure["form"]):
            faults, labels, strange = form.check(record["answers"])
            if strange:
                return self.refusal(strange)
            if faults:
                return self.refusal(faults, "needs-correction", labels)
        return {"good": True, "id": record["id"], "kiosk": record["kiosk_id"],
                "local_code": record["local_code"], "procedure": procedure["code"]}


def main():
    checker = Checker(json.loads(sys.stdin.buffer.readline()))
    for line in sys.stdin.buffer:
        answer = json.dumps(checker.check(line.rstrip(b"\n"))) + "\n"
        try:
            sys.stdout.write(answer)
            sys.stdout.flush()
        except BrokenPipeError:  # the gateway has been killed, which is no fault of ours
            os._exit(1)


if __name__ == "__main__":
    main()
