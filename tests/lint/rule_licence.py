# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source says under which licence it is, in its first lines."""

import os

from tree import Complaint

NAME = 'licence'
LINE = 'SPDX-License-Identifier: GPL-3.0-or-later'
SOURCES = ('.c', '.h', '.py', '.sh', '.css', '.sql', '.ui', '.xml', '.build', '.yaml', '.in')
FIRST_LINES = 5


def _is_source(file):
    return file.suffix in SOURCES or (file.suffix == '' and os.access(file.absolute, os.X_OK)
                                      and file.is_script('sh', 'python'))


def check(tree):
    complaints = []
    for file in filter(_is_source, tree.files):
        head = [line for _, line in zip(range(FIRST_LINES), file.text().split('\n'))]
        if not any(LINE in line for line in head):
            complaints.append(Complaint(file, 1, f'no "{LINE}"'))
    return complaints
