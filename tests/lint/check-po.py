#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-po.py ROOT: TAP. Whatever a person can read is in the catalogues: every file with words is
in POTFILES, every word in en.po is translated and none is left over, and English says as much as
Vietnamese (the same placeholders, the same line breaks)."""

import pathlib
import re
import subprocess
import sys
import tempfile

WORDS = re.compile(r'[^\w](?:N?_|C_|ngettext) \(\s*"|translatable="yes"')
# As assets/po/meson.build has it: meson's preset for GLib programs.
XGETTEXT = ['xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2',
            '--keyword=NC_:1c,2', '--no-location', '--no-wrap']
PLACEHOLDER = re.compile(r'%(?:\d+\$)?[0-9.]*[a-zA-Z%]')
ENTRY = re.compile(r'^((?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)) ((?:"(?:[^"\\]|\\.)*"\n?)+)',
                   re.MULTILINE)

number = 0
failed = False


def result(name, problems):
    global number, failed
    number += 1
    failed = failed or bool(problems)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f'{"not ok" if problems else "ok"} {number} {name}')


def parse(text):
    """Texts by (context, msgid): the translations, singular first."""
    entries = {}
    for block in re.split(r'\n\n+', text):
        context, key, found = None, None, []
        for word, quoted in ENTRY.findall(block):
            value = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted))
            if word == 'msgctxt':
                context = value
            elif word == 'msgid':
                key = value
            elif word.startswith('msgstr'):
                found.append(value)
        if key:
            entries[(context, key)] = ('\n#, fuzzy' in '\n' + block, found)
    return entries


def sources_with_words(root):
    for folder in ('app', 'drivers', 'offline-cache', 'ui', 'assets/screens'):
        for path in sorted((root / folder).rglob('*')):
            if path.suffix in ('.c', '.ui') and WORDS.search(path.read_text()):
                yield str(path.relative_to(root))


def extract(root, files):
    return subprocess.run(XGETTEXT + ['-o', '-'] + files, cwd=root, check=True,
                          capture_output=True, text=True).stdout


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text)) + ['\\n'] * text.count('\\n')


def compare(wanted, english):
    problems = []
    for (context, key), (fuzzy, found) in english.items():
        if (context, key) not in wanted:
            problems.append(f'en.po: nobody says this any more: {key}')
        elif fuzzy or not all(found):
            problems.append(f'en.po: not translated: {key}')
        elif any(placeholders(text) != placeholders(key) for text in found):
            problems.append(f'en.po: other placeholders or lines: {key}')
    problems.extend(f'en.po: missing: {key}' for _, key in wanted if (_, key) not in english)
    return problems


def msgfmt(path):
    ran = subprocess.run(['msgfmt', '--check', '--statistics', '-o', '/dev/null', path],
                         capture_output=True, text=True)
    return [] if ran.returncode == 0 and 'warning' not in ran.stderr else [ran.stderr]


def check_itself():
    """A check that cannot fail keeps nothing: each defect once."""
    wanted = parse('msgid "a %u"\nmsgstr ""\n\nmsgid "b"\nmsgstr ""\n')
    good = 'msgid "a %u"\nmsgstr "x %u"\n\nmsgid "b"\nmsgstr "y"\n'
    bad = {'empty': good.replace('"y"', '""'), 'fuzzy': good.replace('msgid "b"', '#, fuzzy\nmsgid "b"'),
           'placeholder': good.replace('x %u', 'x'), 'left over': good + '\nmsgid "c"\nmsgstr "z"\n',
           'missing': good.split('\n\n')[0], 'lines': good.replace('"y"', '"y\\n"')}
    problems = [f'did not notice: {name}' for name, text in bad.items()
                if not compare(wanted, parse(text))]
    return problems + compare(wanted, parse(good))


def main(root):
    po = root / 'assets/po'
    listed = [line for line in (po / 'POTFILES').read_text().split('\n')
              if line and not line.startswith('#')]
    files = list(sources_with_words(root))
    wanted = parse(extract(root, files))
    wanted.pop((None, ''), None)
    english = parse((po / 'en.po').read_text())

    result('the comparison notices what is wrong', check_itself())
    result('POTFILES names every file with words, in order',
           [f'POTFILES: {"missing" if name in files else "no words in"}: {name}'
            for name in sorted(set(files) ^ set(listed))]
           + ([] if listed == sorted(listed) else ['POTFILES: not sorted']))
    result(f'all {len(wanted)} texts are in English', compare(wanted, english))
    for language in ('en', 'vi'):
        result(f'{language}.po compiles without a warning', msgfmt(po / f'{language}.po'))
    with tempfile.NamedTemporaryFile(suffix='.mo') as file:
        subprocess.run(['msgfmt', '-o', file.name, po / 'vi.po'], check=True)
        result('vi.po has a header: without one GLib never translates',
               [] if pathlib.Path(file.name).stat().st_size > 100 else ['vi.mo is empty'])
    print(f'1..{number}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(pathlib.Path(sys.argv[1])))
