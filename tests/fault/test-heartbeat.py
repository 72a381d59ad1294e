#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-heartbeat.py BUILDDIR SOURCEDIR: the portal hears how a kiosk is and how its audit log ends,
and a log that is written anew afterwards is found out on both sides; a clock that is wrong is told
from the portal's. Prints TAP.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

import rig


class Daemon:
    def __init__(self, places, kiosk, folder, clock_ahead_s=0):
        config = os.path.join(folder, 'sync.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write('[sync]\nheartbeat-seconds=1\npoll-seconds=1\n')
        env = dict(os.environ)
        if clock_ahead_s:
            env.update(LD_PRELOAD=places.program('tests/fault/libwrong-clock.so'),
                       MOTCUA_CLOCK_AHEAD=str(clock_ahead_s))
        self.process = subprocess.Popen(
            [places.program('app/sync/motcua-syncd'), '--state', kiosk.state, '--config', config],
            env=env, stderr=subprocess.DEVNULL)

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=rig.PATIENCE)


def wait_for(what, condition):
    return rig.wait_for(what, condition, patience_s=30)


def heartbeats(places, portal):
    listed = rig.run(places.program('tests/portal/motcua-portal'), 'heartbeats', '--data',
                     portal.folder).stdout
    return {report['kiosk']: report for report in map(json.loads, listed.splitlines())}


def ctl(places, kiosk, *arguments):
    return rig.run(places.program('app/ctl/motcuactl'), *arguments, '--state', kiosk.state,
                   '--json', check=False)


def check_report(tap, places, portal, kiosk, folder):
    daemon = Daemon(places, kiosk, folder)
    kiosk.submit()
    report = wait_for('a report with the submission in it', lambda: next(
        (found for found in heartbeats(places, portal).values()
         if found['sent'] == 1 and found['audit_seq'] >= 3), None))
    daemon.close()
    tap.check('the portal knows how the kiosk is',
              [] if report['queued'] == 0 and report['version'] and report['boot']
              else [json.dumps(report)])
    verified = json.loads(ctl(places, kiosk, 'audit', 'verify').stdout)
    tap.check('the audit log is whole and signed up to what the portal knows',
              [] if verified['broken'] == 0 and verified['signed'] >= 3 else [str(verified)])


def rewrite_log(kiosk):
    """With the disk in hand: everything forgotten, as if nothing had ever happened."""
    db = sqlite3.connect(os.path.join(kiosk.state, 'queue.db'))
    db.executescript('DROP TRIGGER audit_event_kept; DELETE FROM audit_event;'
                     'DELETE FROM audit_checkpoint')
    db.close()


def audit_broken(portal):
    return dict(rig.read_table(os.path.join(portal.folder, 'portal.db'),
                               'SELECT name, count FROM testimony')).get('audit-broken', 0)


def check_rewritten(tap, places, portal, kiosk, folder):
    before = audit_broken(portal)
    rewrite_log(kiosk)
    daemon = Daemon(places, kiosk, folder)
    wait_for('the portal to find it out', lambda: audit_broken(portal) > before)
    daemon.close()
    tap.check('a log written anew contradicts what the portal was told',
              [] if before == 0 else [f'{before} before'])


def check_clock(tap, places, kiosk, folder):
    daemon = Daemon(places, kiosk, folder, clock_ahead_s=3 * 3600)
    status = wait_for('the clock to be told', lambda: (lambda found: found if abs(
        found['clock_offset_ms']) > 10 ** 6 else None)(json.loads(
            ctl(places, kiosk, 'status').stdout)))
    daemon.close()
    events = [json.loads(line) for line in ctl(places, kiosk, 'audit', 'list').stdout.splitlines()]
    told = rig.run(places.program('app/ctl/motcuactl'), 'status', '--state', kiosk.state).stdout
    tap.check('a clock three hours fast is told from the portal\'s, and what to do',
              [] if abs(status['clock_offset_ms'] - 3 * 3600 * 1000) < 60000
              and 'fast by the portal' in told else [str(status), told])
    tap.check('the audit log tells it once',
              [] if [event['outcome'] for event in events
                     if event['kind'] == 'clock-mistrust'] == ['fast'] else [str(events[-3:])])


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-heartbeat-')
    portal = rig.Portal(places, folder)
    kiosk = None
    try:
        kiosk = rig.Kiosk(places, folder, portal)
        check_report(tap, places, portal, kiosk, folder)
        check_clock(tap, places, kiosk, folder)
        check_rewritten(tap, places, portal, kiosk, folder)
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
