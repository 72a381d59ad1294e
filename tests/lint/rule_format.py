# SPDX-License-Identifier: GPL-3.0-or-later
"""C is written by clang-format, and nothing that it would spoil."""

import re
import subprocess

from tree import Complaint

NAME = 'format'
# clang-format takes the dashes for minus and so changes the string.
DASHED_QUARK = re.compile(r'^G_DEFINE_QUARK \([^,]*-')
WARNING = re.compile(r'^(.*?):(\d+):\d+: error: (.*?)(?: \[.*\])?$')


def _dashed_quarks(files):
    return [Complaint(file, number, 'a quark is written with underscores')
            for file in files for number, line in file.lines() if DASHED_QUARK.match(line)]


def check(tree):
    files = {str(f.absolute): f for f in tree.with_suffix('.c', '.h')}
    if not files:
        return []
    style = tree.root / '.clang-format'
    command = ['clang-format', f'--style=file:{style}', '--dry-run', '-Werror',
               '--ferror-limit=1', *files]
    err = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    found = (WARNING.match(line) for line in err.splitlines())
    complaints = [Complaint(files[m.group(1)], int(m.group(2)), m.group(3)) for m in found if m]
    return complaints + _dashed_quarks(files.values())
