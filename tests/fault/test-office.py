#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-office.py BUILDDIR SOURCEDIR: what the office says of a dossier after it took it comes back to
the kiosk's queue, once, in order, page by page, over anything that breaks in between; and what is
refused for good is set aside, counted and can be queued again, while the others go on. Prints TAP.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import rig

NOTE = 'bản sao giấy khai sinh, có chứng thực'


class Daemon:
    def __init__(self, places, kiosk, folder):
        config = os.path.join(folder, 'sync.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write('[sync]\nheartbeat-seconds=1\npoll-seconds=1\n')
        self.log = open(os.path.join(folder, 'log'), 'a+', encoding='utf-8')
        self.process = subprocess.Popen(
            [places.program('app/sync/motcua-syncd'), '--state', kiosk.state, '--config', config],
            env=dict(os.environ, G_MESSAGES_DEBUG='all'), stdout=self.log, stderr=self.log)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=rig.PATIENCE)
        self.log.close()


def decide(places, portal, dossier, state, note=None):
    rig.run(places.program('tests/portal/motcua-portal'), 'decide', '--data', portal.folder,
            '--dossier', dossier, '--state', state, *(['--note', note] if note else []))


def ctl(places, kiosk, *arguments):
    return rig.run(places.program('app/ctl/motcuactl'), *arguments, '--state', kiosk.state,
                   '--json', check=False)


def shown(places, kiosk, local):
    return json.loads(ctl(places, kiosk, 'queue', 'show', local).stdout)


def check_correction(tap, places, portal, kiosk, folder):
    local = kiosk.submit()
    kiosk.sync()
    dossier = kiosk.listed()[local]['dossier_code'] if 'dossier_code' in kiosk.listed()[local] \
        else shown(places, kiosk, local)['dossier_code']
    decide(places, portal, dossier, 'needs-correction', NOTE)
    with Daemon(places, kiosk, folder):
        row = rig.wait_for('the office\'s word', lambda: (lambda found: found if found['office_state']
                                                      else None)(shown(places, kiosk, local)))
    status = json.loads(ctl(places, kiosk, 'status').stdout)
    tap.check('what has to be added is told to staff',
              [] if row['office_state'] == 'needs-correction' and row['office_note'] == NOTE
              and kiosk.listed()[local]['office_state'] == 'needs-correction'
              and status['to_correct'] == 1 else [str(row), str(status)])
    with open(os.path.join(folder, 'log'), encoding='utf-8') as log:
        said = log.read()
    listed = ctl(places, kiosk, 'queue', 'list').stdout + ctl(places, kiosk, 'audit', 'list').stdout
    tap.check('the note is in no log, no list and no audit event',
              [] if 'khai sinh' not in said + listed and '"office"' in listed else [said, listed])
    return local, dossier


def check_next_state(tap, places, portal, kiosk, folder, local, dossier):
    decide(places, portal, dossier, 'processing')
    with Daemon(places, kiosk, folder):
        rig.wait_for('the next state', lambda: shown(places, kiosk, local)['office_state']
                 == 'processing')
    row = shown(places, kiosk, local)
    with open(os.path.join(kiosk.state, 'queue.db'), 'rb') as file:
        left = NOTE.encode() in file.read()
    tap.check('the next state takes the note away, from the disk as well',
              [] if row['office_note'] is None and not left else [str(row), f'on disk: {left}'])


def check_pages(tap, places, portal, kiosk, folder, dossier, local):
    for _ in range(45):
        decide(places, portal, dossier, 'returned', 'x')
    decide(places, portal, dossier, 'ready')
    with Daemon(places, kiosk, folder):
        rig.wait_for('the last of 46', lambda: shown(places, kiosk, local)['office_state'] == 'ready')
    tap.check('a long list is read to its end, in order', [])


def check_stranger(tap, places, portal, folder, dossier):
    """Another kiosk is told nothing of this one's dossiers."""
    other = rig.Kiosk(places, os.path.join(folder, 'other'), portal, portal.token())
    done = rig.run('curl', '-sS', '--cacert', portal.ready['ca'], '--cert',
                   f'{other.state}/transport/cert.pem', '--key', f'{other.state}/transport/key.pem',
                   f'{portal.ready["url"]}/v1/statuses')
    bad = rig.run('curl', '-sS', '-o', os.devnull, '-w', '%{http_code}', '--cacert',
                  portal.ready['ca'], '--cert', f'{other.state}/transport/cert.pem', '--key',
                  f'{other.state}/transport/key.pem', f'{portal.ready["url"]}/v1/statuses?after=x9')
    nobody = rig.run('curl', '-sS', '-o', os.devnull, '-w', '%{http_code}', '--cacert',
                     portal.ready['ca'], f'{portal.ready["url"]}/v1/statuses')
    other.close()
    tap.check('the feed is each kiosk\'s own',
              [] if json.loads(done.stdout) == {'statuses': [], 'cursor': 's0', 'more': False}
              and bad.stdout == '400' and nobody.stdout == '403'
              else [done.stdout, bad.stdout, nobody.stdout])


def check_quarantine(tap, places, portal, kiosk):
    sealed = [kiosk.submit() for _ in range(4)]
    portal.order(action='rejected')
    kiosk.sync()
    rows = kiosk.listed()
    # Four are under way at once: chance says which of them was refused.
    refused = [local for local in sealed if rows[local]['state'] == 'quarantined']
    first = refused[0] if refused else sealed[0]
    others = [local for local in sealed if local != first]
    status = json.loads(ctl(places, kiosk, 'status').stdout)
    tap.check('what is refused for good is set aside with its reason, the others go on',
              [] if len(refused) == 1 and rows[first]['reason_code'] ==
              'rejected' and rows[first]['reason'] and status['quarantined'] == 1
              and all(rows[local]['state'] == 'sent' for local in others)
              else [str(rows), str(status)])
    kiosk.sync()
    again = ctl(places, kiosk, 'queue', 'retry', first)
    kiosk.sync()
    tap.check('it is not sent again by itself, is never deleted, and goes when staff say so',
              [] if again.returncode == 0 and kiosk.listed()[first]['state'] == 'sent'
              else [again.stderr, str(kiosk.listed()[first])])


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-office-')
    portal = rig.Portal(places, folder)
    kiosk = None
    try:
        kiosk = rig.Kiosk(places, folder, portal)
        local, dossier = check_correction(tap, places, portal, kiosk, folder)
        check_next_state(tap, places, portal, kiosk, folder, local, dossier)
        check_pages(tap, places, portal, kiosk, folder, dossier, local)
        check_stranger(tap, places, portal, folder, dossier)
        check_quarantine(tap, places, portal, kiosk)
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
