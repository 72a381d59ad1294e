# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers against a form's definition, as app/domain/form.h has it, by other code."""
import datetime
import re
import unicodedata

from json_logic import RuleError, evaluate, format_number, holds, identical, is_number, truth

ID12 = re.compile(r"[0-9]{12}\Z")
PHONE = re.compile(r"0(?:[35789][0-9]{8}|2[0-9]{9})\Z")
PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
EMAIL = re.compile(r"(?=.{3,254}\Z)(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
                   r"(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
                   r"\.(?=[0-9-]*[A-Za-z])[A-Za-z0-9-]{2,}\Z")

FIRST_YEAR = 1850
MAX_YEARS_AHEAD = 50
MAX_NUMBER = 999999999999999
LENGTHS = {"name": 100, "name_upper": 100, "text": 500, "long_text": 1000, "address": 250,
           "nation": 60, "email": 254}
OWN_OPTIONS = {"yes_no": ["yes", "no"], "attachment": ["yes", "no"]}


def parse_date(value):
    """(year, month, day), unknown parts 0; None: no such date."""
    found = PARTIAL_DATE.match(value)
    if not found:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return (year, month, day) if (month or found[2] is None) and (day or found[3] is None) \
        else None


def first_day(date):
    return date[0], date[1] or 1, date[2] or 1


def check_name(value):
    letters = 0
    for c in value:
        if c.isalpha():
            letters += 1
        elif not unicodedata.category(c).startswith("M") and c not in " -.'`\u2019\u2018":
            return "name"
    return None if letters >= 2 else "name"


def check_date(field, value, today):
    date = parse_date(value)
    if date is None or date[0] < FIRST_YEAR:
        return "date"
    if field["type"] == "date" and not date[2]:
        return "date-partial-not-allowed"
    if field.get("future"):
        return "date" if date[0] > today[0] + MAX_YEARS_AHEAD else None
    return "date-future" if first_day(date) > first_day(today) else None


def check_number(field, value):
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return "number"
    if value < field.get("min", 0):
        return "too-small"
    return "too-large" if value > field.get("max", MAX_NUMBER) else None


def check_choices(field, value, options):
    if not isinstance(value, list) or value != [o for o in options if o in value]:
        return "option"
    if len(value) < field.get("min", 1):
        return "too-few"
    return "too-many" if len(value) > field.get("max", len(options)) else None


def check_address(value):
    plain = sum(1 for c in value if c.isalnum())
    return None if plain >= 6 and " " in value else "address"


def check_pattern(pattern, fault):
    return lambda value: None if pattern.match(value) else fault


TEXT_CHECKS = {
    "name": check_name, "name_upper": check_name, "address": check_address,
    "id12": check_pattern(ID12, "id12"), "phone": check_pattern(PHONE, "phone"),
    "time": check_pattern(TIME, "time"), "email": check_pattern(EMAIL, "email"),
}


def fault_of(field, value, today, ethnic=()):
    """What is wrong with one typed answer, in the words of mc_fault_to_string (), if anything."""
    kind = field["type"]
    if kind in ("number", "money"):
        return check_number(field, value)
    if kind == "declaration":
        return None if value is True else "declaration"
    options = list(ethnic) if kind == "ethnic" else \
        [o["value"] for o in field.get("options", ())] or OWN_OPTIONS.get(kind, [])
    if field.get("capture"):
        options = [*options, "captured"]
    if kind == "multi":
        return check_choices(field, value, options)
    if kind == "yes_no":
        return None if isinstance(value, bool) else "option"
    if kind == "address" and isinstance(value, dict):
        value = value["text"]
    if not isinstance(value, str):
        return "type"
    if len(value) > field.get("max_length", LENGTHS.get(kind, len(value))) and kind in LENGTHS:
        return "too-long"
    if kind in ("date", "date_partial"):
        return check_date(field, value, today)
    if kind in ("enum", "ethnic", "attachment"):
        return None if value in options else "option"
    return TEXT_CHECKS.get(kind, lambda _: None)(value)


def computed_fault(field, data, today):
    """Rules and ages are worked out again; of words it is only told whether they are due."""
    compute = field["compute"]
    given = data.get(field["key"])
    if "words" in compute:
        return None if (given is None) == (data.get(compute["of"]) is None) else "computed"
    if "age_of" in compute:
        birth = parse_date(data.get(compute["age_of"]) or "")
        due = None
        if birth:
            due = today[0] - birth[0] - (first_day(today)[1:] < first_day(birth)[1:])
            due = due if due >= 0 else None
    else:
        try:
            due = evaluate(compute, data)
        except RuleError:
            due = None
        gives = field.get("gives", "text")
        if gives == "yes_no":
            due = None if due is None else truth(due)
        elif gives == "number":
            due = due if is_number(due) else None
        else:
            due = format_number(due) if is_number(due) else due
            due = due if isinstance(due, str) and due else None
    return None if identical(due, given) or (is_number(due) and due == given) else "computed"


class Form:
    """The answers that one version of a procedure's form asks for."""

    def __init__(self, procedure, ethnic_groups, common):
        form = procedure["form"]
        self.key = form["key"]
        self.checks = form.get("check", [])
        self.pages = []
        self.common = None
        for section in form["sections"]:
            if "include" in section:
                self.common = common["version"]
                section = next(s for s in common["sections"] if s["id"] == section["include"])
            self.pages += section["pages"]
        self.ethnic = [group["value"] for group in ethnic_groups]
        self.capacities = procedure.get("applicant", ["self"])

    def options_of(self, field):
        """What is not for everybody is not offered to everybody."""
        if field.get("role") != "capacity":
            return field
        return field | {"options": [o for o in field["options"]
                                    if o["capacity"] in self.capacities]}

    def check_field(self, field, data, today):
        value = data.get(field["key"])
        if field["type"] == "computed":
            return computed_fault(field, data, today)
        if value is None:
            if not holds(field["required"], data):
                return None
            return "declaration" if field["type"] == "declaration" else "missing"
        found = fault_of(self.options_of(field), value, today, self.ethnic)
        start = parse_date(data.get(field.get("not_before")) or "")
        if not found and start and first_day(parse_date(value)) < first_day(start):
            return "date-order"
        return found

    def check_page(self, page, data, today, where, result):
        """Adds the keys that may be there; faults go to result."""
        found = [(field, self.check_field(field, data, today)) for field in page["fields"]]
        for field, fault in found:
            result.asked.add(where + field["key"])
            if fault:
                result.add(where + field["key"], fault, field["label"])
        if not any(fault for _, fault in found):
            for check in page.get("check", ()):
                if not holds(check["rule"], data):
                    key = check.get("field", page["fields"][0]["key"])
                    result.add(where + key, "rule", check["message"])

    def check_list(self, page, answers, today, result):
        repeat = page["repeat"]
        rows = answers.get(repeat["key"], [])
        where = f"{repeat['key']}/"
        before = len(result.faults)
        result.asked.add(repeat["key"])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            result.add(repeat["key"], "type", repeat["item"])
            return
        if not repeat.get("min", 0) <= len(rows) <= repeat["max"]:
            fault = "many-rows" if len(rows) > repeat["max"] else "few-rows"
            result.add(repeat["key"], fault, repeat["item"])
        for number, row in enumerate(rows):
            data = answers | row
            result.present |= {f"{where}{number}/{key}" for key in row}
            for inner in repeat["pages"]:
                if holds(inner.get("show_if", True), data):
                    self.check_page(inner, data, today, f"{where}{number}/", result)
        if len(result.faults) == before:
            for check in page.get("check", ()):
                if not holds(check["rule"], answers):
                    result.add(repeat["key"], "rule", check["message"])

    def check(self, answers, today):
        """(what the citizen has to correct, labels of that, what no form should have sent)."""
        result = Result(answers)
        for page in self.pages:
            if not holds(page.get("show_if", True), answers):
                continue
            if "repeat" in page:
                self.check_list(page, answers, today, result)
            else:
                self.check_page(page, answers, today, "", result)
        if not result.faults:
            for check in self.checks:
                if check["field"] in result.asked and not holds(check["rule"], answers):
                    result.add(check["field"], "rule", check["message"])
        return result.faults, result.labels, self.strange(result)

    def attachment_fields(self):
        """Of the form itself, and (list, field) of its lists."""
        for page in self.pages:
            where = (page["repeat"]["key"],) if "repeat" in page else ()
            for inner in page["repeat"]["pages"] if where else [page]:
                yield from (where + (field["key"],) for field in inner["fields"]
                            if field["type"] == "attachment")

    def check_attachments(self, record):
        """Papers belong to answers of this form that are papers, in rows that are there."""
        fields = set(self.attachment_fields())
        strange = []
        for number, attachment in enumerate(record.get("attachments", ())):
            parts = attachment["field"].split(".")
            rows = record["answers"].get(parts[0]) if len(parts) == 3 else None
            there = rows is None or (isinstance(rows, list) and int(parts[1]) < len(rows))
            if tuple(parts[::2]) not in fields or not there or (len(parts) == 3 and rows is None):
                strange.append((f"/attachments/{number}/field", "unknown"))
        named = {attachment["field"] for attachment in record.get("attachments", ())}
        for page in self.pages:
            for field in page.get("fields", ()):
                key = field["key"]
                if field.get("capture") and key not in named \
                        and record["answers"].get(key) == "captured":
                    strange.append((f"/answers/{key}", "attachment"))
        return strange

    def known(self):
        for page in self.pages:
            for inner in page["repeat"]["pages"] if "repeat" in page else [page]:
                yield from (field["key"] for field in inner["fields"])
            if "repeat" in page:
                yield page["repeat"]["key"]

    def strange(self, result):
        known = set(self.known())
        return [("/answers", "not-asked" if key.rsplit("/", 1)[-1] in known else "unknown")
                for key in sorted(result.present - result.asked)]


class Result:
    def __init__(self, answers):
        self.present = set(answers)
        self.asked = set()
        self.faults = []
        self.labels = []

    def add(self, key, fault, label):
        self.faults.append(("/answers/" + key, fault))
        if label not in self.labels:
            self.labels.append(label)
