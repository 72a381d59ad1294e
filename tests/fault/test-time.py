#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-time.py BUILDDIR SOURCEDIR: a kiosk that the portal has told the time knows when its own clock
is wrong, by a day, by decades; it says so to staff, marks what it records, and goes on when the clock
has been set right. Prints TAP.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import rig

DAY = 24 * 3600


class Scene:
    def __init__(self, places, portal, kiosk, folder):
        self.places, self.portal, self.kiosk = places, portal, kiosk
        self.config = os.path.join(folder, 'sync.conf')
        with open(self.config, 'w', encoding='utf-8') as file:
            file.write('[sync]\nheartbeat-seconds=1\npoll-seconds=1\n')

    def env(self, ahead):
        return dict(os.environ, MOTCUA_CLOCK_AHEAD=str(ahead),
                    LD_PRELOAD=self.places.program('tests/fault/libwrong-clock.so'))

    def ctl(self, ahead, *arguments):
        return rig.run(self.places.program('app/ctl/motcuactl'), *arguments, '--state',
                       self.kiosk.state, env=self.env(ahead), check=False)

    def status(self, ahead=0):
        return json.loads(self.ctl(ahead, 'status', '--json').stdout)

    def submit(self, ahead=0):
        return rig.run(*self.kiosk.submit_command(), env=self.env(ahead), check=False)

    def sync(self, ahead=0):
        return rig.run(*self.kiosk.sync_command(faulty=False), env=self.env(ahead), check=False)

    def learn(self):
        daemon = subprocess.Popen([self.places.program('app/sync/motcua-syncd'), '--state',
                                   self.kiosk.state, '--config', self.config],
                                  stderr=subprocess.DEVNULL)
        try:
            # From a heartbeat: an acknowledgement says only that it was so late once.
            rig.wait_for('the portal\'s time', lambda: rig.read_table(
                os.path.join(self.kiosk.state, 'queue.db'),
                "SELECT 1 FROM known_time WHERE boot <> ''"))
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(timeout=rig.PATIENCE)

    def record(self, local):
        return {row['local_code']: row['record'] for row in self.portal.records()}[local]


def check_unknown(tap, scene):
    before = scene.status()['clock_doubt']
    local = scene.submit().stdout.strip()
    scene.sync()
    tap.check('before the portal has told the time a record says that nobody did',
              [] if before == 'never-known' and scene.record(local)['clock']['doubt'] == before
              and scene.status()['clock_doubt'] is None
              else [str(before), str(scene.record(local)['clock']), str(scene.status())])
    scene.learn()
    local = scene.submit().stdout.strip()
    scene.sync()
    tap.check('a clock that the portal agrees with is not doubted',
              [] if 'doubt' not in scene.record(local)['clock'] else [str(scene.record(local))])


def check_wrong(tap, scene, name, ahead, doubts):
    scene.learn()
    status, told = scene.status(ahead), scene.ctl(ahead, 'status').stdout
    tap.check(f'{name}: staff are told that the clock is wrong, and what to do',
              [] if status['clock_doubt'] in doubts and 'WRONG' in told and 'set it' in told
              else [str(status), told])
    done = scene.submit(ahead)
    local = done.stdout.strip()
    silent = scene.sync(ahead)
    fixed = scene.sync()
    if not local:
        print(f'# {done.stderr.strip()}')
        tap.check(f'{name}: nothing is recorded, and the reason is the clock',
                  [] if 'clock' in done.stderr and done.returncode == 1 else [done.stderr])
        return
    clock = scene.record(local)['clock']
    row = json.loads(scene.ctl(0, 'queue', 'show', local).stdout)
    tap.check(f'{name}: what is recorded is marked, for the portal and in the queue',
              [] if clock.get('doubt') in doubts and row['clock_doubt'] == clock['doubt']
              and 'times may be wrong' in scene.ctl(0, 'queue', 'list').stdout
              else [str(clock), str(row)])
    tap.check(f'{name}: if the line does not hold, the clock is blamed; set right, all is sent',
              [] if row['state'] == 'sent' and fixed.returncode == 0
              and (silent.returncode == 0 or 'clock' in silent.stderr)
              else [silent.stderr, fixed.stderr, str(row)])


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-time-')
    portal = rig.Portal(places, folder)
    kiosk = None
    now = int(time.time())
    try:
        kiosk = rig.Kiosk(places, folder, portal)
        scene = Scene(places, portal, kiosk, folder)
        check_unknown(tap, scene)
        check_wrong(tap, scene, '1970', 5 * DAY - now, ['before-release'])
        check_wrong(tap, scene, '2038', 2 ** 31 + DAY - now, ['far-ahead'])
        check_wrong(tap, scene, 'a day slow', -DAY, ['before-known'])
        check_wrong(tap, scene, 'a day fast', DAY, ['offset'])
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
