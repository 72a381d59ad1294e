# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the project, as the rules see them."""

import os
import pathlib
import re

SKIPPED = {'.git', 'node_modules', '__pycache__'}
BAD_ON_PURPOSE = 'tests/lint/fixtures'
ALLOW = re.compile(r'lint: allow ([a-z, -]+)')


class File:
    """One file; path is relative to the root of the project."""

    def __init__(self, root, path):
        self.root = pathlib.Path(root)
        self.path = path
        self.absolute = self.root / path

    @property
    def name(self):
        return os.path.basename(self.path)

    @property
    def suffix(self):
        return os.path.splitext(self.path)[1]

    def text(self):
        return self.absolute.read_text(encoding='utf-8')

    def lines(self):
        """(number, line) of each, counted from 1."""
        return enumerate(self.text().split('\n'), start=1)

    def is_script(self, *interpreters):
        with self.absolute.open('rb') as stream:
            first = stream.readline(128)
        return first.startswith(b'#!') and any(i.encode() in first for i in interpreters)

    def __lt__(self, other):
        return self.path < other.path


class Tree:
    """All files under root but what is built, fetched, or bad on purpose."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = sorted(self._walk())

    def _walk(self):
        for folder, folders, names in os.walk(self.root):
            folders[:] = [f for f in folders if self._enters(os.path.join(folder, f))]
            for name in names:
                absolute = os.path.join(folder, name)
                # In a worktree .git is a file.
                if name not in SKIPPED and not os.path.islink(absolute):
                    yield File(self.root, os.path.relpath(absolute, self.root))

    def _enters(self, folder):
        if os.path.basename(folder) in SKIPPED:
            return False
        if os.path.relpath(folder, self.root) == BAD_ON_PURPOSE:
            return False
        return not os.path.isdir(os.path.join(folder, 'meson-private'))

    def with_suffix(self, *suffixes):
        return [f for f in self.files if f.suffix in suffixes]


class Complaint:
    """What a rule has against one line (0: the whole file)."""

    def __init__(self, file, line, text):
        self.path, self.line, self.text = file.path, line, text

    def __str__(self):
        return f'{self.path}:{self.line}: {self.text}'


def allowed(line, rule):
    """Whether line carries an exception from rule, marked in place."""
    found = ALLOW.search(line)
    return found is not None and rule in [r.strip() for r in found.group(1).split(',')]
