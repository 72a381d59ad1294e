#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""assets/portal-api/openapi.yaml: a clean OpenAPI 3.1 document whose examples are true."""
import os
import re
import subprocess
import sys
from pathlib import Path

import tap
from contract import Contract
from gateway import PATIENCE_S, ROOT
from jsonschema import Draft202012Validator

REDOCLY = ROOT / "tests/node_modules/.bin/redocly"


def walk(node, path=()):
    yield path, node
    for key, value in (node.items() if isinstance(node, dict) else
                       enumerate(node) if isinstance(node, list) else ()):
        yield from walk(value, (*path, key))


def lints(contract):
    """Redocly finds neither errors nor warnings."""
    if not REDOCLY.exists():
        raise tap.Skip("redocly is not installed: npm ci --prefix tests --ignore-scripts")
    folder = Path(contract.path).parent
    done = subprocess.run([REDOCLY, "lint", contract.path, "--config", folder / "redocly.yaml",
                           "--format", "json"], capture_output=True, timeout=PATIENCE_S,
                          env=os.environ | {"REDOCLY_TELEMETRY": "off",
                                            "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"})
    output = done.stdout.decode()
    assert done.returncode == 0 and '"errors": 0' in output and '"warnings": 0' in output, output


def version(contract):
    """It is OpenAPI 3.1."""
    assert contract.api["openapi"].startswith("3.1."), contract.api["openapi"]


def schemas(contract):
    """Every component schema is a JSON Schema, draft 2020-12."""
    for name, schema in contract.api["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        if "example" in schema:
            tap.equal(contract.component_errors(name, schema["example"]), [], name)


def properties(contract):
    """Examples of properties follow their schemas."""
    checked = 0
    for path, node in walk(contract.api["components"]["schemas"]):
        if isinstance(node, dict) and "example" in node and "properties" in path[-2:]:
            tap.equal(contract.schema_errors(node, node["example"]), [], path)
            checked += 1
    assert checked >= 5, checked


def references(contract):
    """Every reference leads somewhere."""
    for path, node in walk(contract.api):
        if isinstance(node, dict) and "$ref" in node:
            assert contract.resolve(node) is not None, path


def problems(contract):
    """Every refusal is a problem with one of four codes."""
    codes = contract.api["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    tap.equal(codes, ["retry", "conflict", "rejected", "needs-correction"])
    for path, item in contract.api["paths"].items():
        for method in item.keys() & {"get", "put", "post", "delete", "patch"}:
            for status, response in item[method]["responses"].items():
                content = contract.resolve(response)["content"]
                expected = re.match("[45]", status) is not None
                tap.equal("application/problem+json" in content, expected, (path, method, status))
                tap.equal(len(content), 1, (path, method, status))


if __name__ == "__main__":
    tap.run([lints, version, schemas, properties, references, problems], Contract(sys.argv[-1]))
