# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of at most 600 lines, functions of at most 60."""

import json
import subprocess

from tree import Complaint

NAME = 'size'
MAX_FILE = 600
MAX_FUNCTION = 60
SOURCES = ('.c', '.h', '.py', '.sh', '.css', '.sql')


def _functions(files):
    """(path, name, first line, last line) of every C function."""
    command = ['ctags', '--options=NONE', '--languages=C', '--kinds-C=f', '--fields=+ne',
               '--output-format=json', '-f', '-', '-L', '-']
    paths = '\n'.join(str(f.absolute) for f in files)
    out = subprocess.run(command, input=paths, capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        tag = json.loads(line)
        yield tag['path'], tag['name'], tag['line'], tag.get('end', tag['line'])


def check(tree):
    complaints = []
    by_path = {str(f.absolute): f for f in tree.with_suffix('.c')}
    for file in tree.with_suffix(*SOURCES):
        length = file.text().count('\n')
        if length > MAX_FILE:
            complaints.append(Complaint(file, length, f'{length} lines, {MAX_FILE} at most'))
    for path, name, first, last in _functions(by_path.values()):
        length = last - first + 1
        if length > MAX_FUNCTION:
            complaints.append(Complaint(by_path[path], first,
                                        f'{name}: {length} lines, {MAX_FUNCTION} at most'))
    return complaints
