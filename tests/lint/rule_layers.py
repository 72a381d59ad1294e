# SPDX-License-Identifier: GPL-3.0-or-later
"""Each room includes only rooms under it and only the libraries that are its own."""

import re

from tree import Complaint, allowed

NAME = 'layers'
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
GENERATED = re.compile(r'-resources?\.h$')

# Which rooms each room may use, itself apart. The longest matching path is a file's room.
ROOMS = {
    'app/domain': [],
    'drivers': ['app/domain'],
    'drivers/virtual': ['app/domain', 'drivers'],
    'offline-cache': ['app/domain'],
    'offline-cache/sync': ['app/domain', 'offline-cache'],
    'app/paper': ['app/domain'],
    'app/session': ['app/domain', 'app/paper', 'drivers', 'offline-cache'],
    'ui': ['app/domain', 'app/paper', 'app/session'],
    'app/sync': ['app/domain', 'offline-cache', 'offline-cache/sync'],
    'app/ctl': ['app/domain', 'app/paper', 'app/session', 'drivers', 'offline-cache',
                'offline-cache/sync'],
    'app/kiosk': ['app/domain', 'app/paper', 'app/session', 'drivers', 'drivers/virtual',
                  'offline-cache', 'ui'],
}

# Libraries that have owners, by the beginning of their headers' names.
LIBRARIES = {
    'gtk/': ['ui', 'app/kiosk'],
    'gdk/': ['ui', 'app/kiosk'],
    'sqlite3.h': ['offline-cache', 'offline-cache/sync'],
    'curl/': ['offline-cache/sync', 'app/sync', 'app/ctl'],
    'gst/': ['drivers', 'app/kiosk', 'app/ctl'],
    'zbar': ['drivers'],
    'cups/': ['drivers'],
    'openssl/cms.h': ['drivers', 'offline-cache', 'app/ctl'],
    'qrencode.h': ['app/paper'],
    'fontconfig/': ['app/paper'],
    'microhttpd.h': [],
}


def room_of(path):
    rooms = [room for room in ROOMS if path.startswith(room + '/')]
    return max(rooms, key=len) if rooms else None


def _check_ours(root, room, name):
    if GENERATED.search(name):
        return None
    if not (root / name).is_file():
        return f'"{name}" does not start at the root of the project'
    other = room_of(name)
    if other is None:
        return f'"{name}" is outside the rooms'
    if other == room or other in ROOMS[room]:
        return None
    return f'{room} may not use {other} ("{name}")'


def _check_library(root, room, name):
    if (root / name).is_file():
        return f'<{name}> is ours: write "{name}"'
    for prefix, owners in LIBRARIES.items():
        if name.startswith(prefix) and room not in owners:
            return f'{room} may not use <{name}>'
    return None


def check(tree):
    complaints = []
    for file in tree.with_suffix('.c', '.h'):
        room = room_of(file.path)
        for number, line in file.lines():
            found = INCLUDE.match(line)
            if found is None or room is None or allowed(line, NAME):
                continue
            examine = _check_ours if found.group(1) == '"' else _check_library
            text = examine(tree.root, room, found.group(2))
            if text is not None:
                complaints.append(Complaint(file, number, text))
    return complaints
