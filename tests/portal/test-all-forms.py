#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-all-forms.py TEST-ALL-FORMS SOURCE_ROOT: fills in every form of the catalogue, and then the
portal's own check takes every record that came of it. Prints TAP."""

import base64
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def load_checker():
    spec = importlib.util.spec_from_file_location("check_records", HERE / "check-records.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Checker


def make_setup(root):
    def read(path):
        return json.loads(path.read_text())
    catalogue, schemas = root / "assets/catalogue", root / "assets/schemas"
    return {"schemas": [read(schemas / "record.schema.json")],
            "procedures": [read(path) for path in sorted(catalogue.glob("procedures/*.json"))],
            "common": read(catalogue / "common-block.json"),
            "ethnic_groups": read(catalogue / "ethnic-groups.json")["groups"]}


def run_forms(program, folder):
    """Passes its lines on, but for the plan; how many there were, and how it ended."""
    done = subprocess.run([program, "--tap"], capture_output=True, text=True, timeout=300,
                          check=False, env=os.environ | {"MOTCUA_TEST_RECORDS": folder})
    lines = [line for line in done.stdout.splitlines() if not line.startswith("1..")]
    print("\n".join(lines), flush=True)
    sys.stderr.write(done.stderr)
    count = sum(line.startswith(("ok ", "not ok ")) for line in lines)
    return count, done.returncode


def main():
    program, root = sys.argv[1], Path(sys.argv[2])
    checker = load_checker()(make_setup(root))
    with tempfile.TemporaryDirectory() as folder:
        count, status = run_forms(program, folder)
        records = sorted(Path(folder).iterdir())
        findings = [(path.name, checker.check(base64.b64encode(path.read_bytes())))
                    for path in records]
    problems = [f"{name}: {found.get('code')} {found.get('errors')}"
                for name, found in findings if not found["good"]]
    if len(records) != count:
        problems.append(f"{len(records)} records of {count} forms")
    print(f"{'not ok' if problems else 'ok'} {count + 1} - the portal takes all {count} records")
    print("".join(f"#   {problem}\n" for problem in problems), end="")
    print(f"1..{count + 1}")
    return 1 if problems or status else 0


if __name__ == "__main__":
    sys.exit(main())
