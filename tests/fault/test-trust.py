#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-trust.py BUILDDIR SOURCEDIR: the portal replaces and revokes its own keys, and kiosks follow:
they seal to the new one, never to a revoked one, and believe no acknowledgement under a revoked one;
nobody but the authority of the enrolment can make them. Prints TAP.
"""

import base64
import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

import rig


class Portal(rig.Portal):
    def replace(self, use, *more):
        rig.run(self.places.program('tests/portal/motcua-portal'), 'replace', '--data', self.folder,
                '--certificate', use, *more)

    def path(self, name):
        return os.path.join(self.folder, 'pki', name)

    def keyring(self):
        with open(self.path('keyring.json'), encoding='utf-8') as file:
            return json.load(file)

    def set_keyring(self, ring):
        """As a backup that is put back, or a thief, would."""
        with open(self.path('keyring.json.new'), 'w', encoding='utf-8') as file:
            json.dump(ring, file)
        os.rename(self.path('keyring.json.new'), self.path('keyring.json'))

    def offers(self, code):
        return [record['offers'] for record in self.records() if record['local_code'] == code]

    def sign_list(self, life_s):
        """A list of the authority's that ends soon, as if it had been signed a week ago."""
        with open(self.path('ca.key'), 'rb') as file:
            key = serialization.load_pem_private_key(file.read(), None)
        with open(self.path('ca.pem'), 'rb') as file:
            authority = x509.load_pem_x509_certificate(file.read())
        ring = self.keyring()
        old = x509.load_pem_x509_crl(ring['list'].encode())
        now = datetime.datetime.utcnow()
        ring['number'] += 1
        builder = (x509.CertificateRevocationListBuilder().issuer_name(authority.subject)
                   .last_update(now - datetime.timedelta(days=7))
                   .next_update(now + datetime.timedelta(seconds=life_s))
                   .add_extension(x509.CRLNumber(ring['number']), False))
        for entry in old:
            builder = builder.add_revoked_certificate(entry)
        ring['list'] = builder.sign(key, hashes.SHA256()).public_bytes(
            serialization.Encoding.PEM).decode()
        self.set_keyring(ring)


class Kiosk(rig.Kiosk):
    def ctl(self, *arguments):
        return rig.run(self.places.program('app/ctl/motcuactl'), *arguments, '--state', self.state,
                       check=False)

    def status(self):
        return json.loads(self.ctl('status', '--json').stdout)

    def try_sync(self):
        """What the daemon said."""
        return rig.run(*self.sync_command(faulty=False), check=False).stderr

    def envelope(self, code, folder):
        """Path of what waits here."""
        export, path = os.path.join(folder, 'export'), os.path.join(folder, 'envelope')
        self.ctl('queue', 'export', export)
        with open(export, encoding='utf-8') as file:
            lines = [json.loads(line) for line in file]
        os.unlink(export)
        sealed = next(line['envelope'] for line in lines if line.get('local_code') == code)
        with open(path, 'wb') as file:
            file.write(base64.b64decode(sealed))
        return path

    def opens(self, code, portal, folder, names=None):
        """Which of the portal's seal keys, or of those named, open what waits here."""
        path = self.envelope(code, folder)
        return [name for name in names or [key['name'] for key in portal.keyring()['seal']]
                if rig.run('openssl', 'cms', '-decrypt', '-inform', 'DER', '-binary', '-in', path,
                           '-inkey', portal.path(name + '.key'), '-recip',
                           portal.path(name + '.pem'), '-out', os.devnull,
                           check=False).returncode == 0]

    def told(self):
        with open(os.path.join(self.state, 'portal-trust.json'), encoding='utf-8') as file:
            return json.load(file)


def check_status(tap, kiosk):
    before = kiosk.status()['revocations_valid_until']
    kiosk.sync()
    status = kiosk.status()
    end = datetime.datetime.fromisoformat(status['revocations_valid_until'])
    left = end - datetime.datetime.now(datetime.timezone.utc)
    said = kiosk.ctl('status').stdout
    tap.check('how long is known what the portal has revoked is told',
              [] if before is None and datetime.timedelta(days=6) < left
              < datetime.timedelta(days=8) and 'revocations  known until' in said
              else [str(before), str(status), said])


def check_seal(tap, kiosk, portal, folder):
    old = kiosk.submit()
    portal.replace('seal')
    meanwhile = kiosk.submit()
    problems = [f'{code}: {names}' for code in (old, meanwhile)
                if (names := kiosk.opens(code, portal, folder)) != ['seal']]
    kiosk.sync()
    new = kiosk.submit()
    names = kiosk.opens(new, portal, folder)
    code, done = kiosk.visit()
    visited = kiosk.opens(code, portal, folder) if code else [done.stderr]
    kiosk.sync()
    tap.check('a new key is sealed to as soon as it is known, and the old one opens what is under way',
              problems + ([] if names == visited == ['seal-2'] else [str((names, visited))])
              + [f'{code} is there {portal.offers(code)}' for code in (old, meanwhile, new, code)
                 if len(portal.offers(code)) != 1])
    portal.replace('seal', '--revoke')
    kiosk.sync()
    fresh = kiosk.submit()
    names = kiosk.opens(fresh, portal, folder)
    kiosk.sync()
    tap.check('nothing is sealed to a revoked key',
              [] if names == ['seal-3'] and portal.offers(fresh) == [1] else [str(names)])


def check_ack(tap, kiosk, portal):
    """The portal has the record, its answer is lost, and its key is revoked meanwhile."""
    lost = kiosk.submit()
    portal.order(action='answer-then-close')
    kiosk.try_sync()
    was = kiosk.listed()[lost]['state'], portal.offers(lost)
    portal.replace('ack', '--revoke')
    kiosk.sync()
    row = kiosk.listed()[lost]
    again = [row_ack(kiosk, lost), portal_ack(portal, row['id'])]
    tap.check('an acknowledgement of a replaced key is signed anew, for the same dossier',
              [] if was == ('queued', [1]) and row['state'] == 'sent'
              and portal.offers(lost) == [2] and again[0] == again[1]
              else [str(was), str(row), str(portal.offers(lost))])


def row_ack(kiosk, code):
    return dict(rig.read_table(os.path.join(kiosk.state, 'queue.db'),
                               'SELECT local_code, ack FROM submission'))[code]


def portal_ack(portal, key):
    return dict(rig.read_table(os.path.join(portal.folder, 'portal.db'),
                               'SELECT id, ack FROM submission'))[key]


def check_rolled_back(tap, kiosk, portal, folder):
    """Somebody has the key of before, and the list of before."""
    stolen = portal.keyring()
    portal.replace('ack', '--revoke')
    portal.replace('seal', '--revoke')
    kiosk.sync()
    known, rightful = kiosk.told(), portal.keyring()
    newest = rightful['seal'][0]['name']
    portal.set_keyring(dict(stolen, seal=rightful['seal']))
    code = kiosk.submit()
    sealed = kiosk.opens(code, portal, folder, [newest])
    said = kiosk.try_sync()
    row, after = kiosk.listed()[code], kiosk.told()
    tap.check('an older list of revocations is refused, and said so',
              [] if after == known and 'is older than one we have had' in said else [said])
    tap.check('an acknowledgement under a revoked certificate proves nothing',
              [] if (row['state'], row['reason_code']) == ('queued', 'ack-revoked')
              and kiosk.status()['failure_code'] == 'ack-revoked'
              and sealed == [newest] else [str(row), str(sealed), said])
    portal.set_keyring(rightful)
    kiosk.sync()
    row = kiosk.listed()[code]
    tap.check('and the record arrives exactly once with one that is good',
              [] if row['state'] == 'sent' and len(portal.offers(code)) == 1
              else [str(row), str(portal.offers(code))])


def check_foreign(tap, kiosk, portal, folder):
    """All of it by another authority: the kiosk goes by what it has."""
    other = os.path.join(folder, 'other')
    rig.run(portal.places.program('tests/portal/motcua-portal'), 'init', '--data', other)
    rightful, known = portal.keyring(), kiosk.told()
    with open(os.path.join(other, 'pki/keyring.json'), encoding='utf-8') as file:
        ring = json.load(file)
    for use in ('seal', 'ack'):
        ring[use] = [{'name': f'foreign-{use}', 'revoked': 0}, *rightful[use]]
        for end in ('key', 'pem'):
            shutil.copy(os.path.join(other, 'pki', f'{use}.{end}'), portal.path(f'foreign-{use}.{end}'))
    ring['number'] = rightful['number'] + 10
    code = kiosk.submit()
    portal.set_keyring(ring)
    said = kiosk.try_sync()
    row = kiosk.listed()[code]
    tap.check('what another authority says is refused, its acknowledgements as well',
              [] if kiosk.told() == known and 'not from the authority' in said
              and (row['state'], row['reason_code']) == ('queued', 'not-the-portal')
              else [said, str(row)])
    # Of the same authority, but a server's: who has the front has not the office.
    portal.set_keyring(dict(rightful, ack=[{'name': 'server', 'revoked': 0}]))
    said = kiosk.try_sync()
    row = kiosk.listed()[code]
    tap.check('a server\'s certificate proves no receipt',
              [] if kiosk.told() == known and 'for something else' in said
              and (row['state'], row['reason_code']) == ('queued', 'not-the-portal')
              else [said, str(row)])
    portal.set_keyring(rightful)
    kiosk.sync()
    tap.check('nothing is lost by it', [] if kiosk.listed()[code]['state'] == 'sent'
              and len(portal.offers(code)) == 1 else [str(kiosk.listed()[code])])


def check_killed(tap, kiosk, portal, folder):
    for point in ('trust:answered', 'trust:kept'):
        old = portal.keyring()['seal'][0]['name']
        portal.replace('seal', '--revoke')
        portal.replace('ack', '--revoke')
        new = portal.keyring()['seal'][0]['name']
        done = kiosk.sync(point)
        code = kiosk.submit()
        names = kiosk.opens(code, portal, folder, [old, new])
        expected = [new if point == 'trust:kept' else old]
        kiosk.sync()
        later = kiosk.submit()
        renewed = kiosk.opens(later, portal, folder, [old, new])
        kiosk.sync()
        tap.check(f'daemon killed at {point}: what is on disk holds, and the next one goes on',
                  [] if done.returncode == -signal.SIGKILL and names == expected
                  and renewed == [new] and len(portal.offers(code)) == 1
                  and len(portal.offers(later)) == 1 else [str(done), str((names, renewed))])


def check_running(tap, kiosk, portal, folder):
    """A daemon that asks every quarter of an hour asks at once when it meets what it cannot verify."""
    config = os.path.join(folder, 'sync.conf')
    with open(config, 'w', encoding='utf-8') as file:
        file.write('[sync]\nheartbeat-seconds=900\npoll-seconds=1\nbackoff-cap-seconds=5\n')
    before = kiosk.told()
    portal.replace('seal')
    process = subprocess.Popen(
        [kiosk.places.program('app/sync/motcua-syncd'), '--state', kiosk.state, '--config', config],
        stderr=subprocess.DEVNULL)
    try:
        rig.wait_for('its first question', lambda: kiosk.told()['seal'] != before['seal'])
        portal.replace('ack', '--revoke')
        code = kiosk.submit()
        rig.wait_for('the record', lambda: kiosk.listed()[code]['state'] == 'sent')
        after = kiosk.told()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=rig.PATIENCE)
    events = [json.loads(line)['kind'] for line in kiosk.ctl('audit', 'list',
                                                             '--json').stdout.splitlines()]
    tap.check('a running daemon follows, and the audit log tells it',
              [] if len(portal.offers(code)) == 1 and 'portal-trust' in events
              and after['ack'] != before['ack'] and process.returncode == 0
              else [str(portal.offers(code)), str(events)])


def check_stale(tap, kiosk, portal, folder):
    """A line that is out for longer than a list lasts; and a portal that forgets to sign it."""
    portal.sign_list(3 * int(os.environ.get('MOTCUA_PATIENCE', '1')))
    kiosk.sync()
    rig.wait_for('the list\'s end', lambda: 'NOT KNOWN since' in kiosk.ctl('status').stdout)
    code = kiosk.submit()
    names = kiosk.opens(code, portal, folder, [portal.keyring()['seal'][0]['name']])
    said = kiosk.try_sync()
    tap.check('a list that has run out is told and refused, and stops nobody',
              [] if len(names) == 1 and 'has run out' in said
              and kiosk.listed()[code]['state'] == 'sent' else [str(names), said])
    portal.replace('seal')
    kiosk.sync()
    tap.check('a new one is taken', [] if 'known until' in kiosk.ctl('status').stdout
              else [kiosk.ctl('status').stdout])


def check_damage(tap, kiosk, portal, folder):
    """One bad sector does not bring back what was revoked."""
    name = portal.keyring()['seal'][0]['name']
    problems = []
    for file in ('portal-trust.json', 'portal-trust.copy.json'):
        with open(os.path.join(kiosk.state, file), 'r+b') as damaged:
            damaged.seek(100)
            damaged.write(b'\0' * 50)
        code = kiosk.submit()
        if kiosk.opens(code, portal, folder, [name]) != [name]:
            problems.append(f'{file} damaged: sealed to another')
        portal.replace('ack')
        kiosk.sync()
        with open(os.path.join(kiosk.state, file), 'rb') as mended:
            if b'\0' in mended.read():
                problems.append(f'{file} stays damaged')
    tap.check('either copy of what is known does, and the other is mended', problems)


def check_again(tap, kiosk, portal):
    kept = kiosk.told()
    rig.run(kiosk.places.program('app/ctl/motcuactl'), 'enrol', '--state', kiosk.state, '--url',
            portal.ready['url'], '--token', portal.token(), '--ca', portal.ready['ca'], '--again')
    tap.check('an enrolment anew under the same authority forgets no revocation',
              [] if kiosk.told() == kept else ['forgotten'])


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-trust-')
    portal = Portal(places, folder)
    kiosk = None
    try:
        kiosk = Kiosk(places, folder, portal)
        check_status(tap, kiosk)
        check_seal(tap, kiosk, portal, folder)
        check_ack(tap, kiosk, portal)
        check_rolled_back(tap, kiosk, portal, folder)
        check_foreign(tap, kiosk, portal, folder)
        check_killed(tap, kiosk, portal, folder)
        check_running(tap, kiosk, portal, folder)
        check_stale(tap, kiosk, portal, folder)
        check_damage(tap, kiosk, portal, folder)
        check_again(tap, kiosk, portal)
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
