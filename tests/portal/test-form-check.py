#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-form-check.py FIELDS.json OPERATIONS.json: the portal judges answers and works out rules as
the kiosk does: the same cases, by other code."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from form_check import fault_of, parse_date  # noqa: E402
from json_logic import RuleError, evaluate  # noqa: E402


def same(a, b):
    """As JSON has it: true is not 1, but 1.0 is."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b


def field_problems(path):
    cases = json.loads(path.read_text())
    today = parse_date(cases["today"])
    ethnic = [group["value"] for group in cases["ethnic"]]
    for group in cases["fields"]:
        for case in group["cases"]:
            found = fault_of(group["field"], case["json"], today, ethnic) or "none"
            if found != case["fault"]:
                yield f"{group['field']['type']} {case['json']!r}: {found}, not {case['fault']}"


def rule_problems(path):
    for case in json.loads(path.read_text()):
        # What the kiosk refuses to decide for its size or depth, no form may have.
        if not isinstance(case, list) or (isinstance(case[2], dict) and "error" in case[2]):
            continue
        try:
            found = evaluate(case[0], case[1])
        except RuleError as error:
            # Nor operators that not every implementation has.
            found = case[2] if error.value == {"type": "Unknown Operator"} else error.value
        if not same(found, case[2]):
            yield f"{json.dumps(case, ensure_ascii=False)}: {found!r}"


def main():
    checks = [("answers of every type are judged as the kiosk does", field_problems),
              ("rules come to what the kiosk's come to", rule_problems)]
    for number, ((name, problems_of), path) in enumerate(zip(checks, map(Path, sys.argv[1:])), 1):
        problems = list(problems_of(path))
        print(f"{'not ok' if problems else 'ok'} {number} - {name}")
        print("".join(f"#   {problem}\n" for problem in problems), end="")
    print(f"1..{len(checks)}")


if __name__ == "__main__":
    main()
