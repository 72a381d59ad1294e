# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds every exchange against assets/portal-api/openapi.yaml."""
import json
import re

import yaml
from jsonschema import Draft202012Validator, RefResolver


class Contract:
    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as file:
            self.api = yaml.safe_load(file)

    def schema_errors(self, schema, value):
        resolver = RefResolver("", self.api)
        validator = Draft202012Validator(schema, resolver=resolver,
                                         format_checker=Draft202012Validator.FORMAT_CHECKER)
        return [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(value)]

    def component_errors(self, name, value):
        return self.schema_errors({"$ref": f"#/components/schemas/{name}"}, value)

    def resolve(self, node):
        while "$ref" in node:
            target = self.api
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def operation(self, method, path):
        path = path.partition("?")[0]
        for template, item in self.api["paths"].items():
            pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path):
                return item.get(method.lower())
        return None

    def check_response(self, method, path, response):
        """The status, content type and body are ones that the contract names for this call."""
        operation = self.operation(method, path)
        assert operation, f"{method} {path} is not in the contract"
        documented = operation["responses"].get(str(response.status))
        assert documented, f"{method} {path}: status {response.status} is not in the contract"
        content = self.resolve(documented)["content"]
        media = response.headers.get("content-type", "").split(";")[0]
        assert media in content, f"{method} {path} {response.status}: content type {media!r}"
        body = response.body.decode("utf-8")
        errors = self.schema_errors(content[media]["schema"],
                                    json.loads(body) if "json" in media else body)
        assert not errors, f"{method} {path} {response.status}: {errors}"
        if "json" in media and "problem" in media:
            assert json.loads(body)["status"] == response.status
