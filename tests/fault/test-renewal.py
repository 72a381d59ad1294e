#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-renewal.py BUILDDIR SOURCEDIR: certificates are renewed before they expire, by whoever owns
the key; slips and checkpoints of before still verify, after an enrolment anew as well; a kiosk that
is revoked or whose certificates have expired says so and loses nothing. Prints TAP.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import hardware
import rig

# The gateway dates certificates five minutes back, so two thirds of such a life are over at once.
SHORT_LIFE_S = 95


class Kiosk:
    def __init__(self, places, folder, portal, device):
        self.places, self.portal = places, portal
        self.kind = device.kind
        self.state = os.path.join(folder, f'state-{device.kind}')
        self.config = os.path.join(folder, f'{device.kind}.conf')
        self.env = dict(os.environ, **device.env())
        with open(self.config, 'w', encoding='utf-8') as file:
            file.write(device.settings() + '[sync]\nheartbeat-seconds=1\npoll-seconds=1\n')

    def run(self, program, *arguments):
        return rig.run(self.places.program(program), *arguments, '--state', self.state, '--config',
                       self.config, env=self.env, check=False)

    def ctl(self, *arguments):
        return self.run('app/ctl/motcuactl', *arguments)

    def enrol(self, *more):
        done = self.ctl('enrol', '--url', self.portal.ready['url'], '--token', self.portal.token(),
                        '--ca', self.portal.ready['ca'], *more)
        if done.returncode:
            raise RuntimeError(done.stderr)

    def submit(self):
        return self.ctl('submit', '--procedure', '1.004873', '--answers',
                        self.places.answers).stdout.strip()

    def status(self):
        return json.loads(self.ctl('status', '--json').stdout)

    def verify_log(self):
        return json.loads(self.ctl('audit', 'verify', '--json').stdout)

    def statement(self, local):
        return dict(rig.read_table(os.path.join(self.state, 'queue.db'),
                                   'SELECT local_code, statement FROM submission'))[local]

    def certificate(self, name):
        with open(os.path.join(self.state, name, 'cert.pem'), encoding='utf-8') as file:
            return file.read()

    def states(self):
        return {row['local_code']: row for row in map(
            json.loads, self.ctl('queue', 'list', '--json').stdout.splitlines())}


class Daemon:
    def __init__(self, kiosk):
        self.log = open(os.path.join(kiosk.state, '..', f'{kiosk.kind}.log'), 'w+',
                        encoding='utf-8')
        self.process = subprocess.Popen(
            [kiosk.places.program('app/sync/motcua-syncd'), '--state', kiosk.state, '--config',
             kiosk.config], env=kiosk.env, stdout=self.log, stderr=self.log)

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=rig.PATIENCE)
        self.log.close()


def check_renewal(tap, kiosk):
    kind = kiosk.kind
    kiosk.enrol()
    first = kiosk.submit()
    slip = kiosk.statement(first)
    old = {name: kiosk.certificate(name) for name in ('seal', 'transport')}
    asked = json.loads(kiosk.ctl('renew', '--json').stdout)
    with Daemon(kiosk):
        rig.wait_for('the transport pair', lambda: kiosk.certificate('transport') != old['transport'])
        renewed = rig.wait_for('the seal pair', lambda: (lambda did: did if did['did'] == 'renewed'
                                                     else None)(
            json.loads(kiosk.ctl('renew', '--json').stdout)))
        second = kiosk.submit()
        rig.wait_for('the old and the new', lambda: all(
            kiosk.states().get(local, {}).get('state') == 'sent' for local in (first, second)))
        rig.wait_for('a checkpoint by the new key', lambda: kiosk.verify_log()['signed']
                 == kiosk.verify_log()['last'])
    tap.check(f'{kind}: both certificates are renewed, each by its owner',
              [] if asked['did'] == 'asked' and kiosk.certificate('seal') != old['seal']
              and renewed['valid_until'] > asked['valid_until'] else [str(asked), str(renewed)])
    verdict = kiosk.verify_log()
    tap.check(f'{kind}: slips and checkpoints of before the renewal verify',
              [] if kiosk.ctl('verify-receipt', slip).returncode == 0 and verdict['broken'] == 0
              and verdict['checkpoints'] >= 2 else [str(verdict)])
    return slip


def check_lies(tap, kiosk):
    """Who has only one of the two keys gets nothing; the contract's edge cases by hand."""
    def ask(use, body):
        done = rig.run('curl', '-sS', '--cacert', kiosk.portal.ready['ca'],
                       '--cert', f'{kiosk.state}/transport/cert.pem',
                       '--key', f'{kiosk.state}/transport/key.pem', '-X', 'PUT', '-H',
                       'Content-Type: application/json', '-w', '\n%{http_code}', '-d', body,
                       f'{kiosk.portal.ready["url"]}/v1/renewals/{use}')
        return int(done.stdout.rsplit('\n', 1)[1])
    rig.run('openssl', 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out',
            f'{kiosk.state}/thief.key')
    csr = rig.run('openssl', 'req', '-new', '-key', f'{kiosk.state}/thief.key', '-subj',
                  '/CN=x').stdout
    answers = [ask('seal', json.dumps({'csr': csr, 'proof': 'a.b.c'})),
               ask('transport', json.dumps({'csr': csr, 'proof': kiosk.statement(
                   next(iter(kiosk.states())))})),
               ask('seal', json.dumps({'csr': csr})), ask('other', '{}')]
    tap.check('a request that the old key does not prove gets no certificate',
              [] if answers == [422, 422, 400, 404] else [str(answers)])


def check_again(tap, kiosk, slip):
    before = kiosk.status()['kiosk']
    waiting = kiosk.submit()
    kiosk.enrol('--again')
    with Daemon(kiosk):
        rig.wait_for('what was sealed before', lambda: kiosk.states()[waiting]['state'] == 'sent')
        rig.wait_for('a checkpoint', lambda: kiosk.verify_log()['signed'] == kiosk.verify_log()['last'])
    tap.check('after an enrolment anew the queue goes on, and old slips and checkpoints verify',
              [] if kiosk.status()['kiosk'] != before and kiosk.verify_log()['broken'] == 0
              and kiosk.ctl('verify-receipt', slip).returncode == 0
              else [str(kiosk.verify_log()), str(kiosk.status())])


def check_revoked(tap, kiosk):
    waiting = kiosk.submit()
    rig.run(kiosk.places.program('tests/portal/motcua-portal'), 'revoke', '--data',
            kiosk.portal.folder, '--kiosk', kiosk.status()['kiosk'])
    kiosk.portal.process.send_signal(signal.SIGHUP)
    with Daemon(kiosk) as daemon:
        rig.wait_for('the revocation', lambda: kiosk.status()['failure_code'] == 'refused')
        rig.wait_for('the daemon\'s word', lambda: 'enrol --again' in daemon.said())
    status, row = kiosk.status(), kiosk.states()[waiting]
    told = kiosk.ctl('status').stdout
    tap.check('a revoked kiosk keeps its records queued and says what to do',
              [] if row['state'] == 'queued' and 'enrol --again' in told
              else [str(row), str(status), told])
    kiosk.enrol('--again')
    fresh = kiosk.submit()
    kiosk.run('app/sync/motcua-syncd', '--once')
    tap.check('enrolled anew it serves again, and what the revoked one sealed is set aside, not lost',
              [] if kiosk.states()[fresh]['state'] == 'sent'
              and kiosk.states()[waiting]['state'] == 'quarantined' else [str(kiosk.states())])


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-renewal-')
    portal = rig.Portal(places, folder, life_s=SHORT_LIFE_S)
    devices = [hardware.Files(folder), hardware.Token(folder)]
    try:
        files, token = (Kiosk(places, folder, portal, device) for device in devices)
        slip = check_renewal(tap, files)
        check_renewal(tap, token)
        objects = rig.run('pkcs11-tool', '--module', hardware.SOFTHSM, '--login', '--pin',
                          hardware.PIN, '--list-objects', env=token.env).stdout
        tap.check('pkcs11: keys that have been replaced do not fill the token',
                  [] if objects.count('Private Key Object') == 2 else [objects])
        check_lies(tap, files)
        check_again(tap, files, slip)
        check_revoked(tap, files)
    finally:
        for device in devices:
            device.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
