#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-damage.py BUILDDIR SOURCEDIR: a database damaged on the disk, in turn at its head, in its
middle and at its end; what is waiting reaches the portal all the same. Prints TAP."""

import json
import os
import shutil
import sqlite3
import sys
import tempfile

import rig

COUNT = 12


def recover(kiosk, *arguments):
    return rig.run(kiosk.places.program('app/ctl/motcuactl'), 'queue', 'recover', '--state',
                   kiosk.state, *arguments, check=False)


def submit(kiosk):
    rig.run(*kiosk.submit_command(), '--count', str(COUNT))
    # Everything in the one file, as after a clean end.
    database = sqlite3.connect(os.path.join(kiosk.state, 'queue.db'))
    database.execute('PRAGMA wal_checkpoint (TRUNCATE)')
    database.close()


def damage(kiosk, where):
    path = os.path.join(kiosk.state, 'queue.db')
    size = os.path.getsize(path)
    with open(path, 'r+b') as file:
        file.seek({'head': 0, 'middle': size // 2 // 4096 * 4096, 'end': size - 4096}[where])
        file.write(os.urandom(4096))


def check(kiosk, portal, where, before):
    problems = []
    submit(kiosk)
    damage(kiosk, where)
    done = recover(kiosk, '--json')
    told = json.loads(done.stdout) if done.stdout else {}
    if not told.get('damaged'):
        problems.append(f'it does not say that it was damaged: {done.stdout}{done.stderr}')
    lost = told.get('lost', COUNT)
    kiosk.sync()
    # One page holds no more than this many envelopes of this size.
    if lost > 2 or len(portal.stored()) != before + COUNT - lost:
        problems.append(f'{len(portal.stored()) - before} of {COUNT} arrived, {lost} told as lost')
    if recover(kiosk).stdout != 'the database is whole\n':
        problems.append('it is not whole afterwards')
    status = json.loads(rig.run(kiosk.places.program('app/ctl/motcuactl'), 'status', '--json',
                                '--state', kiosk.state).stdout)
    if not status['damaged_files']:
        problems.append('status does not tell of the damaged file')
    return problems


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-damage-')
    portal = rig.Portal(places, folder)
    kiosk = None
    try:
        kiosk = rig.Kiosk(places, folder, portal)
        for where in ('head', 'middle', 'end'):
            tap.check(f'damaged at its {where}: no more is lost than was there',
                      check(kiosk, portal, where, len(portal.stored())))
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
