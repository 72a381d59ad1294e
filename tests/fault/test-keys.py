#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-keys.py BUILDDIR SOURCEDIR: with its keys in files, in a TPM (swtpm) or in a PKCS#11 token
(SoftHSM) a kiosk enrols, seals, signs slips and checkpoints and connects by mutual TLS to the same
gateway; with the hardware pulled out it says so and loses nothing. Prints TAP.
"""

import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import hardware
import rig


class Kiosk:
    def __init__(self, places, folder, portal, device):
        self.places, self.device = places, device
        self.state = os.path.join(folder, f'state-{device.kind}')
        self.config = os.path.join(folder, f'{device.kind}.conf')
        with open(self.config, 'w', encoding='utf-8') as file:
            file.write(device.settings() + '[sync]\nheartbeat-seconds=1\npoll-seconds=1\n')
        self.env = dict(os.environ, **device.env())
        self.portal = portal

    def command(self, program, *arguments, config=None):
        return [self.places.program(program), *arguments, '--state', self.state, '--config',
                config or self.config]

    def ctl(self, *arguments, config=None):
        return rig.run(*self.command('app/ctl/motcuactl', *arguments, config=config), env=self.env,
                       check=False)

    def enrol(self):
        return self.ctl('enrol', '--url', self.portal.ready['url'], '--token', self.portal.token(),
                        '--ca', self.portal.ready['ca'])

    def submit(self, **options):
        return self.ctl('submit', '--procedure', '1.004873', '--answers', self.places.answers,
                        **options)

    def sync(self):
        return rig.run(*self.command('app/sync/motcua-syncd', '--once'), env=self.env, check=False)

    def shown(self, local):
        return json.loads(self.ctl('queue', 'show', local, '--json').stdout)

    def statement(self, local):
        """What the slip's QR code carries."""
        return dict(rig.read_table(os.path.join(self.state, 'queue.db'),
                                   'SELECT local_code, statement FROM submission'))[local]

    def signed(self):
        return json.loads(self.ctl('audit', 'verify', '--json').stdout)

    def run_daemon_until(self, condition):
        daemon = subprocess.Popen(self.command('app/sync/motcua-syncd'), env=self.env,
                                  stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + rig.PATIENCE
        try:
            while not condition():
                if time.monotonic() > deadline:
                    raise RuntimeError('the daemon never did it')
                time.sleep(0.05)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(timeout=rig.PATIENCE)


def readable_keys(state):
    """Files from which a private key could be used elsewhere."""
    found = []
    for path in glob.glob(f'{state}/**', recursive=True):
        if os.path.isfile(path):
            with open(path, 'rb') as file:
                if b'BEGIN PRIVATE KEY' in file.read():
                    found.append(os.path.relpath(path, state))
    return sorted(found)


def modes(state):
    return [f'{path}: {os.stat(path).st_mode & 0o777:o}' for path in glob.glob(f'{state}/*/key.*')
            if os.stat(path).st_mode & 0o777 != 0o600]


def check_way(tap, kiosk):
    kind = kiosk.device.kind
    enrolled = kiosk.enrol()
    tap.check(f'{kind}: enrols', [enrolled.stderr] if enrolled.returncode else [])
    expected = ['seal/key.pem', 'transport/key.pem'] if kind == 'file' else []
    tap.check(f'{kind}: what is on disk is for its owner alone'
              + ('' if kind == 'file' else ', and worth nothing elsewhere'),
              modes(kiosk.state)
              + ([] if readable_keys(kiosk.state) == expected else readable_keys(kiosk.state)))
    sent = kiosk.submit()
    local = sent.stdout.strip()
    synced = kiosk.sync()
    records = {record['local_code']: record for record in kiosk.portal.records()}
    tap.check(f'{kind}: what it sealed opens at the portal, which knows the signer',
              [] if synced.returncode == 0 and records.get(local, {}).get('kiosk') ==
              json.loads(kiosk.ctl('status', '--json').stdout)['kiosk']
              else [sent.stderr, synced.stdout, synced.stderr, str(sorted(records))])
    statement = kiosk.statement(local)
    good, forged = kiosk.ctl('verify-receipt', statement), kiosk.ctl(
        'verify-receipt', statement[:-8] + ('A' if statement[-8] != 'A' else 'B') + statement[-7:])
    tap.check(f'{kind}: the slip\'s statement holds, a changed one does not',
              [] if good.returncode == 0 and forged.returncode == 1
              else [good.stderr, forged.stdout])
    kiosk.run_daemon_until(lambda: kiosk.signed()['signed'] >= 2)
    verdict = kiosk.signed()
    tap.check(f'{kind}: the daemon signs the audit log, and the portal believes it',
              [] if verdict['broken'] == 0 else [str(verdict)])


def check_pulled(tap, kiosk):
    kind, name = kiosk.device.kind, 'TPM' if kiosk.device.kind == 'tpm' else 'token'
    local = kiosk.submit().stdout.strip()
    kiosk.device.pull_out()
    refused, silent = kiosk.submit(), kiosk.sync()
    tap.check(f'{kind}: pulled out, nothing is recorded, and both programs say what is missing',
              [] if refused.returncode == 1 and name in refused.stderr and refused.stdout == ''
              and silent.returncode == 1 and name in silent.stderr
              else [refused.stdout, refused.stderr, silent.stdout, silent.stderr])
    tap.check(f'{kind}: and what was recorded before is still there',
              [] if kiosk.shown(local)['state'] == 'queued' else [str(kiosk.shown(local))])
    kiosk.device.plug_in()
    synced = kiosk.sync()
    tap.check(f'{kind}: put back, it goes on',
              [] if synced.returncode == 0 and kiosk.shown(local)['state'] == 'sent'
              else [synced.stdout, synced.stderr])


def check_settings(tap, kiosk, files):
    confused = kiosk.submit(config=files.config)
    tap.check(f'{kiosk.device.kind}: settings that say files are told apart from a lost key',
              [] if confused.returncode == 1 and f'kind={kiosk.device.kind}' in confused.stderr
              else [confused.stderr])


def check_pin(tap, token):
    token.device.write_pin('0000')
    refused = token.submit()
    token.device.write_pin(hardware.PIN)
    again = token.submit()
    tap.check('pkcs11: a wrong PIN is told, asked once, and shown nowhere',
              [] if refused.returncode == 1 and 'PIN' in refused.stderr
              and '0000' not in refused.stderr and again.returncode == 0
              else [refused.stderr, again.stderr])


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-keys-')
    portal = rig.Portal(places, folder)
    devices = []
    try:
        for kind in (hardware.Files, hardware.Tpm, hardware.Token):
            devices.append(kind(folder))
        files, tpm, token = (Kiosk(places, folder, portal, device) for device in devices)
        for kiosk in (files, tpm, token):
            check_way(tap, kiosk)
        for kiosk in (tpm, token):
            check_pulled(tap, kiosk)
            check_settings(tap, kiosk, files)
        check_pin(tap, token)
    finally:
        for device in devices:
            device.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
