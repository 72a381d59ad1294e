#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-tree.py RULE ROOT: TAP.

Every rule is tried on fixtures/RULE first, a small tree of its own: it must complain of each file
named bad-* there and of no other. A rule that cannot fail keeps nothing.
"""

import importlib
import pathlib
import sys

from tree import Tree

FIXTURES = pathlib.Path(__file__).resolve().parent / 'fixtures'


class Tap:
    def __init__(self):
        self.count, self.failed = 0, 0

    def result(self, good, name, complaints=()):
        self.count += 1
        self.failed += not good
        for complaint in complaints:
            print(complaint, file=sys.stderr)
        print(f'{"ok" if good else "not ok"} {self.count} {name}')

    def finish(self):
        print(f'1..{self.count}')
        return 1 if self.failed else 0


def main(name, root):
    rule = importlib.import_module(f'rule_{name}')
    tap = Tap()

    fixture = Tree(FIXTURES / name)
    told = {complaint.path for complaint in rule.check(fixture)}
    for file in fixture.files:
        bad = file.name.startswith('bad-')
        tap.result((file.path in told) == bad,
                   f'{name} {"complains" if bad else "does not complain"} of {file.path}')
    tap.result(bool(told), f'{name} can complain')

    complaints = rule.check(Tree(root))
    tap.result(not complaints, rule.__doc__.split('\n')[0].rstrip('.'), complaints)
    return tap.finish()


if __name__ == '__main__':
    if len(sys.argv) != 3:
        print('usage: check-tree.py RULE ROOT', file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1], sys.argv[2]))
