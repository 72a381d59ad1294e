#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-damage.py BUILDDIR SOURCEDIR: a database damaged on the disk, in turn at its head, in its
middle, at its end, and by one bit inside a sealed envelope; what is waiting reaches the portal all
the same. Prints TAP."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

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


def flip(kiosk, code):
    """One bit in the middle of its envelope, which SQLite's own check does not see."""
    path = os.path.join(kiosk.state, 'queue.db')
    (envelope,), = rig.read_table(path, 'SELECT data FROM submission JOIN envelope USING (id) '
                                        f"WHERE local_code = '{code}'")
    with open(path, 'r+b') as file:
        place = file.read().index(envelope[-40:]) + 20
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 4]))


def wait_for_the_look(kiosk):
    deadline = time.monotonic() + rig.PATIENCE
    while time.monotonic() < deadline:
        status = json.loads(rig.run(kiosk.places.program('app/ctl/motcuactl'), 'status', '--json',
                                    '--state', kiosk.state).stdout)
        if status['sealed_checked_at']:
            return status
        time.sleep(0.2)
    return status


def check_one_bit(kiosk, portal):
    """In one that nobody sends: the portal has refused it."""
    before = len(portal.stored())
    portal.order(action='rejected')
    code = kiosk.submit()
    kiosk.sync()
    refused = kiosk.listed()[code]['reason_code']
    submit(kiosk)
    flip(kiosk, code)
    daemon = subprocess.Popen([kiosk.places.program('app/sync/motcua-syncd'), '--state',
                               kiosk.state], stderr=subprocess.DEVNULL)
    try:
        status = wait_for_the_look(kiosk)
    finally:
        daemon.terminate()
        daemon.wait(timeout=rig.PATIENCE)
    problems = []
    row = kiosk.listed()[code]
    if (refused, row['state'], row['reason_code']) != ('rejected', 'quarantined', 'damaged'):
        problems.append(f'the daemon has not found it: {row}, {status}')
    kiosk.sync()
    if len(portal.stored()) != before + COUNT:
        problems.append(f'{len(portal.stored()) - before} of {COUNT} whole ones arrived')
    return problems


def check_a_part(kiosk, portal, folder):
    """The page that a chunk of a paper begins on: its record waits for staff, all others go."""
    problems = []
    before = len(portal.stored())
    paper = rig.make_paper(os.path.join(folder, 'paper.pdf'), 300_000, random.Random(3))
    code, _ = kiosk.attach([paper])
    submit(kiosk)
    path = os.path.join(kiosk.state, 'queue.db')
    (chunk,), = rig.read_table(path, 'SELECT data FROM part_data JOIN part USING (digest) '
                                     "JOIN attachment ON attachment.id = attachment "
                                     "JOIN submission ON submission.id = submission "
                                     f"WHERE local_code = '{code}' AND position = 1")
    with open(path, 'r+b') as file:
        file.seek(file.read().index(chunk[:100]) // 4096 * 4096)
        file.write(os.urandom(4096))
    exported = rig.run(kiosk.places.program('app/ctl/motcuactl'), 'queue', 'export',
                       os.path.join(folder, 'queue'), '--state', kiosk.state, '--json', check=False)
    if json.loads(exported.stdout or '{}') != {'exported': COUNT, 'damaged': 1}:
        problems.append(f'not all others are exported: {exported.stdout}{exported.stderr}')
    kiosk.sync()
    recover(kiosk)
    kiosk.sync()
    row = kiosk.listed()[code]
    if (row['state'], row['reason_code']) != ('quarantined', 'damaged'):
        problems.append(f'nobody is told: {row}')
    if len(portal.stored()) != before + COUNT:
        problems.append(f'{len(portal.stored()) - before} of {COUNT} whole ones arrived')
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
        tap.check('one bit inside an envelope: the daemon finds it, and nothing else',
                  check_one_bit(kiosk, portal))
        other = rig.Kiosk(places, os.path.join(folder, 'other'), portal, portal.token())
        tap.check('a chunk of a paper gone: its record is set aside, all others are sent or exported',
                  check_a_part(other, portal, folder))
        other.close()
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
