#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-pseudo.py PO DIRECTORY: a language "xx" in which every text is the Vietnamese one in ⟦ ⟧, so
that what is shown without them did not go through a catalogue."""

import pathlib
import re
import subprocess
import sys

ENTRY = re.compile(r'^(msgid(?:_plural)?|msgstr(?:\[\d\])?) ((?:"(?:[^"\\]|\\.)*"\n?)+)',
                   re.MULTILINE)


def wrap(block):
    found = dict(ENTRY.findall(block))
    quoted = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', found.get('msgid', '')))
    if not quoted:
        return block
    return ENTRY.sub(lambda match: match.group(0) if match.group(1).startswith('msgid')
                     else f'{match.group(1)} "⟦{quoted}⟧"\n', block)


def main(source, directory):
    folder = pathlib.Path(directory, 'xx', 'LC_MESSAGES')
    folder.mkdir(parents=True)
    blocks = pathlib.Path(source).read_text().split('\n\n')
    pseudo = '\n\n'.join(wrap(block + '\n').rstrip('\n') for block in blocks) + '\n'
    subprocess.run(['msgfmt', '-o', str(folder / 'motcua.mo'), '-'], input=pseudo.encode(),
                   check=True)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])
