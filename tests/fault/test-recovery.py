#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-recovery.py BUILDDIR SOURCEDIR: a portal that has lost its keys has not lost what waits on
kiosks: the province's recovery key opens an exported queue by what the README says, with nothing
of ours. Prints TAP.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import rig


def recipe(places):
    """The lines of the README, which must be right on the day they are needed."""
    with open(os.path.join(places.source, 'README.md'), encoding='utf-8') as file:
        return re.search(r'```sh\n(# recover .*?)```', file.read(), re.DOTALL).group(1)


def recover(places, queue, key, certificate):
    return subprocess.run(['sh', '-c', f'{recipe(places)}\nrecover "$@"', 'sh', queue, key,
                           certificate], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=rig.PATIENCE, check=False)


def take_offline(portal, folder):
    """Key and certificate, as on the stick in the safe."""
    paths = []
    for name in ('recovery.key', 'recovery.pem'):
        paths.append(os.path.join(folder, name))
        shutil.copy(os.path.join(portal.folder, 'pki', name), paths[-1])
    os.unlink(os.path.join(portal.folder, 'pki', 'recovery.key'))
    return paths


def check_recovery(tap, places, portal, kiosk, folder):
    key, certificate = take_offline(portal, folder)
    codes = {kiosk.submit() for _ in range(3)}
    queue = os.path.join(folder, 'queue.export')
    rig.run(places.program('app/ctl/motcuactl'), 'queue', 'export', queue, '--state', kiosk.state)
    shutil.rmtree(os.path.join(portal.folder, 'pki'))
    found = recover(places, queue, key, certificate)
    records = [json.loads(line) for line in found.stdout.splitlines() if line.strip()]
    tap.check('the recovery key alone opens all that was exported',
              [] if {record['local_code'] for record in records} == codes
              else [found.stdout[:300], found.stderr[:300]])


def check_stranger(tap, places, portal, kiosk, folder):
    queue = os.path.join(folder, 'queue.export')
    stranger = [os.path.join(kiosk.state, 'seal', name) for name in ('key.pem', 'cert.pem')]
    found = recover(places, queue, *stranger)
    tap.check('no other key does, the kiosk\'s own neither',
              [] if 'local_code' not in found.stdout else [found.stdout[:300]])


def check_damaged(tap, places, kiosk):
    with open(os.path.join(kiosk.state, 'portal', 'recovery.pem'), 'w', encoding='utf-8') as file:
        file.write('nothing')
    refused = rig.run(*kiosk.submit_command(), check=False)
    tap.check('a kiosk that was given a recovery certificate does not seal without it',
              [] if refused.returncode == 1 and 'recovery.pem' in refused.stderr
              else [refused.stdout, refused.stderr])


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-recovery-')
    portal = rig.Portal(places, folder)
    kiosk = None
    try:
        kiosk = rig.Kiosk(places, folder, portal)
        check_recovery(tap, places, portal, kiosk, folder)
        check_stranger(tap, places, portal, kiosk, folder)
        check_damaged(tap, places, kiosk)
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
