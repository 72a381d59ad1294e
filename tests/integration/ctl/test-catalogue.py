#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-catalogue.py MOTCUACTL ASSETS/CATALOGUE: what motcuactl catalogue check says of a good file,
of one bad file for each of its rules, of hostile ones, and of the catalogue. Prints TAP."""

import json
import pathlib
import subprocess
import sys
import tempfile

DONE, REFUSED, USAGE = 0, 1, 2

GOOD = """{
  "schema": "motcua/procedure/1",
  "code": "1.000001",
  "version": "2026-11-21",
  "valid_from": "2026-01-01",
  "source": "Soạn để thử",
  "name": "Cấp giấy xác nhận",
  "folk_name": "Xin giấy xác nhận",
  "search": ["giấy xác nhận"],
  "field": "Hộ tịch",
  "agency": "Cơ quan",
  "fee": { "text": "Miễn phí" },
  "time": { "text": "Ba ngày", "amount": 3, "unit": "working-day" },
  "result": "Giấy xác nhận",
  "documents": [],
  "form": {
    "key": "to_khai",
    "title": "TỜ KHAI",
    "template": "Mẫu",
    "declaration": "Tôi cam đoan.",
    "sections": [
      { "title": "Phần đầu",
        "pages": [
          { "id": "trang_mot",
            "question": "Ông bà chọn điều gì?",
            "fields": [
              { "key": "chon",
                "label": "Điều được chọn",
                "type": "enum",
                "required": true,
                "options": [
                  { "value": "mot", "label": "Điều thứ nhất" },
                  { "value": "hai", "label": "Điều thứ hai" }
                ] }
            ] },
          { "id": "trang_hai",
            "question": "Ông bà còn điều gì nữa?",
            "show_if": { "==": [{ "var": "chon" }, "hai"] },
            "fields": [
              { "key": "khac", "label": "Điều khác", "type": "text", "required": false }
            ] }
        ] }
    ]
  }
}
"""

LONG = "Ông bà có muốn nhận giấy này ở một nơi nào khác với nơi đang ở hiện nay hay không?"
MANY = ",\n".join(f'{{ "value": "v{i}", "label": "Điều số {i}, khá là dài để mà chọn lấy ở đây" }}'
                  for i in range(19))

# rule, what becomes what, what stands on the line that is told, the level, words of the text
BAD = [
    ("schema", '"required": false', '"requird": false', "requird", "error", "requird"),
    ("schema", '"2026-01-01"', '"1/1/2026"', "1/1/2026", "error", "valid_from"),
    ("definition", '"var": "chon"', '"var": "chonn"', '"trang_hai"', "error",
     "no field has the key"),
    ("definition", '"var": "chon"', '"var": "khac"', '"trang_hai"', "error", "later"),
    ("definition", '"value": "hai"', '"value": "mot"', "Điều thứ hai", "error", "twice"),
    ("unreachable", '}, "hai"]', '}, "ba"]', '"trang_hai"', "error", "trang_hai"),
    ("question", "Ông bà còn điều gì nữa?", LONG, '"trang_hai"', "warning", "lines"),
    ("answers", '"options": [', '"options": [' + MANY + ",", '"chon"', "warning", "leaves"),
    ("labels", "Điều thứ hai", "Điều thứ nhất", '"chon"', "error", "two answers read"),
    ("spoken", "Điều khác", "Xzk khác", '"Xzk', "warning", "xzk"),
    ("search", '["giấy xác nhận"]', "[]", '"search"', "warning", "words that citizens use"),
    ("capacity", '"agency"', '"applicant": ["self", "parent"],\n  "agency"', '"applicant"',
     "error", "acts"),
    ("file-name", '"code": "1.000001"', '"code": "1.000002"', '"code"', "error",
     "1.000002.json"),
]

HOSTILE = [
    ("ten thousand lists within each other", "[\n" * 10000, 161, "within each other"),
    ("a member that is there twice", '{\n"code": 1,\n"code": 2}', 3, "twice"),
    ("NaN", '{\n"code":\nNaN}', 3, "JSON value"),
    ("a comment", '{\n// lời\n"code": 1}', 2, "member's name"),
    ("text that is not UTF-8", b'{\n"code": "\xff"}', 2, "UTF-8"),
    ("nothing", "", 1, "JSON value"),
]

count = 0
failed = 0


def check(name, good, seen=""):
    global count, failed
    count += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {count} - {name}', flush=True)
    if not good:
        print("\n".join(f"# {line[:300]}" for line in str(seen).splitlines()), flush=True)


def run(*arguments):
    """(exit status, findings, all that was said)."""
    done = subprocess.run([sys.argv[1], "catalogue", "check", "--json", *map(str, arguments)],
                          capture_output=True, timeout=60, check=False)
    said = done.stdout.decode() + done.stderr.decode()
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], said


def write(folder, text, name="1.000001.json"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def good_file(folder):
    path = write(folder, GOOD)
    status, findings, said = run("--strict", path)
    check("a good file has nothing to put right", status == DONE and not findings, said)
    done = subprocess.run([sys.argv[1], "catalogue", "check", path], capture_output=True,
                          timeout=60, check=False)
    check("and nothing is said of it", done.returncode == DONE and not done.stdout, done.stdout)


def bad_files(folder):
    for rule, old, new, mark, level, words in BAD:
        assert old in GOOD, old
        text = GOOD.replace(old, new, 1)
        line = 1 + text[:text.index(mark)].count("\n")
        path = write(folder, text)
        status, findings, said = run(path)
        found = [f for f in findings if f["rule"] == rule and words in f["text"]]
        good = found and found[0]["line"] == line and found[0]["level"] == level \
            and found[0]["file"] == str(path)
        check(f"{rule}: {words}, on its line",
              good and status == (REFUSED if level == "error" else DONE), said)
        if level == "warning":
            check(f"{rule}: counts where warnings count", run("--strict", path)[0] == REFUSED)
        alone = {f["rule"] for f in findings} <= {rule, "schema", "definition"}
        check(f"{rule}: nothing else is said of that file", alone, said)
    rules = {case[0] for case in BAD} | {"versions"}
    check("there is a bad file for every rule", len(rules) == 11, rules)


def hostile_files(folder):
    for name, text, line, words in HOSTILE:
        path = write(folder, text)
        status, findings, said = run(path)
        check(f"{name} is refused with its line",
              status == REFUSED and [(f["line"], words in f["text"]) for f in findings]
              == [(line, True)], said)
    huge = folder / "1.000001.json"
    with huge.open("wb") as file:
        file.write(b"[\n")
        file.truncate(100 * 1024 * 1024)
    status, findings, said = run(huge)
    check("a hundred megabytes are refused with a line",
          status == REFUSED and len(findings) == 1 and findings[0]["line"] == 2
          and "at most" in findings[0]["text"], said)


def versions(folder):
    later = GOOD.replace("2026-11-21", "2026-12-01").replace("2026-01-01", "2027-03-01")
    ended = GOOD.replace('"valid_from": "2026-01-01"',
                         '"valid_from": "2026-01-01", "valid_until": "2027-02-28"')
    write(folder, ended)
    write(folder, later, "1.000001@2027-03-01.json")
    status, findings, said = run(folder)
    check("versions one after the other are as they should be", status == DONE, said)
    write(folder, GOOD)
    status, findings, said = run(folder)
    check("versions: two in force on one day are told",
          status == REFUSED and [f["rule"] for f in findings] == ["versions"], said)
    write(folder, ended)
    write(folder, later.replace("2026-12-01", "2026-11-21"), "1.000001@2027-03-01.json")
    status, findings, said = run(folder)
    check("versions: two of one name are told",
          status == REFUSED and [f["rule"] for f in findings] == ["versions"], said)


def usage(folder):
    status = subprocess.run([sys.argv[1], "catalogue"], capture_output=True, timeout=60,
                            check=False).returncode
    check("without check it is wrong usage", status == USAGE)
    check("a file that is not there is refused", run(folder / "none.json")[0] == REFUSED)
    empty = folder / "empty"
    empty.mkdir()
    check("a folder without files is refused", run(empty)[0] == REFUSED)


def shipped(catalogue):
    status, findings, said = run(catalogue)
    check("the catalogue has no errors", status == DONE, said)
    status, built_in, said = run()
    check("and what is built in is the same", status == DONE and len(built_in) == len(findings),
          said)


def main():
    with tempfile.TemporaryDirectory() as directory:
        for number, part in enumerate((good_file, bad_files, hostile_files, versions, usage)):
            folder = pathlib.Path(directory) / str(number)
            folder.mkdir()
            part(folder)
    shipped(pathlib.Path(sys.argv[2]))
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
