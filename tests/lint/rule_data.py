# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON and XML are well formed; the lock file of npm names versions and hashes, no addresses."""

import json
import re
import xml.etree.ElementTree as xml

from tree import Complaint

NAME = 'data'
RESOLVED = re.compile(r'"resolved":\s*"')


def _no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError('a key twice in one object')
    return dict(pairs)


def _check_json(file):
    try:
        json.loads(file.text(), object_pairs_hook=_no_duplicates)
    except ValueError as error:
        yield Complaint(file, getattr(error, 'lineno', 1), str(error))


def _check_xml(file):
    try:
        xml.fromstring(file.text().encode())
    except xml.ParseError as error:
        yield Complaint(file, error.position[0], str(error))


def _check_lock(file):
    for number, line in file.lines():
        if RESOLVED.search(line):
            yield Complaint(file, number, 'an address: the hash and the version are enough')


def check(tree):
    complaints = []
    for file in tree.with_suffix('.json'):
        complaints.extend(_check_json(file))
        if file.name == 'package-lock.json':
            complaints.extend(_check_lock(file))
    for file in tree.with_suffix('.ui', '.xml', '.svg'):
        complaints.extend(_check_xml(file))
    return complaints
