#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-old-queues.py BUILDDIR SOURCEDIR: the queues of tests/data/queues, each as an earlier version
left it, are taken over by the programs of today: every count is the same, everything sealed reads as
it was sealed, and what waits reaches the gateway exactly once. Prints TAP."""

import glob
import gzip
import json
import os
import re
import shutil
import sys
import tempfile

import rig

# Their papers are in chunks of 256 KiB, which was changed before anything was released: the gateway
# refuses them, and they are set aside for staff to see.
LARGE_CHUNKS = {5, 6, 7}


def schemas(places):
    names = glob.glob(os.path.join(places.source, 'tests/data/queues/queue-*.json'))
    return sorted(int(re.search(r'queue-(\d+)\.json$', name).group(1)) for name in names)


def unpack(places, schema, state):
    """The database, and what a killed daemon left beside it."""
    for old in glob.glob(os.path.join(state, 'queue.*')):
        os.unlink(old)
    for suffix in ('db', 'db-wal'):
        packed = os.path.join(places.source, f'tests/data/queues/queue-{schema}.{suffix}.gz')
        if os.path.exists(packed):
            with gzip.open(packed) as source, \
                    open(os.path.join(state, f'queue.{suffix}'), 'wb') as out:
                shutil.copyfileobj(source, out)


def ctl(kiosk, *arguments):
    return rig.run(kiosk.places.program('app/ctl/motcuactl'), 'queue', *arguments, '--state',
                   kiosk.state, check=False)


def told_states(kiosk):
    states = {}
    for submission, (_, digest, state) in kiosk.rows().items():
        states.setdefault(state, {})[submission] = digest
    return states


def check(kiosk, portal, schema):
    with open(os.path.join(kiosk.places.source, f'tests/data/queues/queue-{schema}.json'),
              encoding='utf-8') as file:
        expected = json.load(file)
    unpack(kiosk.places, schema, kiosk.state)
    before = portal.stored()
    problems = []
    verified = ctl(kiosk, 'verify', '--json')
    if verified.returncode or json.loads(verified.stdout)['checked'] != \
            len(expected['queued']) + len(expected['quarantined']):
        problems.append(f'not everything is whole: {verified.stdout}{verified.stderr}')
    if told_states(kiosk) != expected:
        problems.append(f'other counts: {told_states(kiosk)}')
    for refused in expected['quarantined']:
        ctl(kiosk, 'retry', refused)
    kiosk.sync()
    again = json.loads(kiosk.sync().stdout)
    new = {key: digest for key, digest in portal.stored().items() if key not in before}
    wanted = {**expected['queued'], **expected['quarantined']}
    for row in kiosk.listed().values() if schema in LARGE_CHUNKS else ():
        if row['attachments']:
            wanted.pop(row['id'])
            if (row['state'], row['reason_code']) != ('quarantined', 'rejected'):
                problems.append(f'papers in large chunks: {row}')
    if new != wanted:
        problems.append(f'the gateway has {new}, {kiosk.listed()}')
    if again['attempted'] != 0 or again['left'] != 0:
        problems.append(f'it was not over: {again}')
    return problems


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-old-queues-')
    os.makedirs(os.path.join(folder, 'portal'), 0o700)
    shutil.copytree(os.path.join(places.source, 'tests/data/queues/pki'),
                    os.path.join(folder, 'portal/pki'))
    portal = rig.Portal(places, folder)
    kiosk = None
    try:
        # The gateway's first one is who all of these were: kiosk-000001.
        kiosk = rig.Kiosk(places, folder, portal)
        for schema in schemas(places):
            tap.check(f'schema {schema}: all of it, and once', check(kiosk, portal, schema))
        records = portal.records()
        tap.check('the gateway opens every one of them',
                  [] if len(records) == len(portal.stored()) > 0 else records)
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
