#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-troubles.py BUILDDIR SOURCEDIR: disks that are full, read-only or failing, clocks that are
wrong, names that nobody knows, a portal that has another's certificate. While it lasts nobody is told
more than is true, and staff are told what to do; when it is over, what was told as recorded is at the
portal, once. Prints TAP.
"""

import errno
import json
import os
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time

import rig

DISK_BYTES = 160 * 1024 * 1024
DAY = 24 * 3600
PAUSE = 34  # the number of pause () on x86-64


class Scene:
    """One kiosk, what it was told, and a portal."""

    def __init__(self, places, folder, portal):
        self.places, self.portal = places, portal
        self.kiosk = rig.Kiosk(places, folder, portal, portal.token())
        self.told = []

    def submit(self, **env):
        """(what motcuactl says on stderr, whether a code was told)"""
        done = rig.run(*self.kiosk.submit_command(), env=dict(os.environ, **env), check=False)
        code = done.stdout.strip()
        if code:
            self.told.append(code)
        return done.stderr.strip(), bool(code), done.returncode

    def sync(self, **env):
        """(what the daemon says on stderr, its summary or None)"""
        done = rig.run(*self.kiosk.sync_command(faulty=False), env=dict(os.environ, **env),
                       check=False)
        return done.stderr.strip(), json.loads(done.stdout) if done.stdout else None

    def states(self):
        return {row[1]: row[3] for row in self.rows()}

    def rows(self):
        """Of a copy: a reader needs room beside the database, which these disks may not have."""
        with tempfile.TemporaryDirectory(prefix='motcua-copy-') as copy:
            for name in ('queue.db', 'queue.db-wal'):
                if os.path.exists(os.path.join(self.kiosk.state, name)):
                    shutil.copy(os.path.join(self.kiosk.state, name), copy)
            return rig.read_table(os.path.join(copy, 'queue.db'),
                                  'SELECT id, local_code, digest, state FROM submission')

    def problems(self):
        """After a clean drain: everything told is here, all that is here is there, once."""
        said, summary = self.sync()
        rows = self.rows()
        records = [record['id'] for record in self.portal.records()]
        mine = [row[0] for row in rows]
        return (([] if summary and summary['left'] == 0 else [f'not drained: {said} {summary}'])
                + [f'{code} was told and is not here' for code in self.told
                   if code not in {row[1] for row in rows}]
                + [f'{row[1]} is {row[3]}' for row in rows if row[3] != 'sent']
                + [f'{id} is {records.count(id)} times there' for id in mine
                   if records.count(id) != 1])


def says(text, *words):
    return [f'does not say "{word}": {text}' for word in words if word not in text.lower()]


def refused(scene, words, **env):
    """A submission that cannot be kept: nothing is told, the reason is, the queue is as before."""
    before = scene.states()
    said, is_told, status = scene.submit(**env)
    return ((['a code was told'] if is_told else []) + says(said, *words)
            + ([] if status == 1 else [f'ended with {status}'])
            + ([] if scene.states() == before else ['the queue has changed']))


def fill(folder):
    """Until not a byte more fits."""
    with open(os.path.join(folder, 'full'), 'wb') as file:
        for size in (65536, 1024, 1):
            try:
                while True:
                    os.write(file.fileno(), b'x' * size)
            except OSError as problem:
                if problem.errno != errno.ENOSPC:
                    raise


class Disk:
    """An ext4 of its own, as a kiosk has."""

    def __init__(self, folder, name):
        self.image, self.path = os.path.join(folder, f'{name}.img'), os.path.join(folder, name)
        os.makedirs(self.path)
        with open(self.image, 'wb') as image:
            image.truncate(DISK_BYTES)
        rig.run('mkfs.ext4', '-q', '-F', '-m', '0', self.image)

    def mount(self):
        """Whether it may be: that needs root."""
        return rig.run('mount', '-o', 'loop,errors=remount-ro', self.image, self.path,
                       check=False).returncode == 0

    def unmount(self):
        rig.run('umount', self.path)

    def break_down(self):
        """What the kernel does when it finds an error: nothing is written any more."""
        device = os.path.basename(rig.run('findmnt', '-n', '-o', 'SOURCE', self.path).stdout.strip())
        with open(f'/sys/fs/ext4/{device}/trigger_fs_error', 'w', encoding='ascii') as error:
            error.write('test')

    def repair(self):
        """As at the next start of the machine."""
        self.unmount()
        done = rig.run('fsck.ext4', '-y', self.image, check=False)
        if done.returncode > 1 or not self.mount():
            raise RuntimeError(done.stdout)


def hold_open(scene):
    """As any other program has it: the files beside the database are there already."""
    held = sqlite3.connect(os.path.join(scene.kiosk.state, 'queue.db'))
    held.execute('SELECT count(*) FROM submission').fetchall()
    return held


def check_full_disk(tap, scene, disk):
    scene.submit()
    scene.submit()
    held = hold_open(scene)
    fill(disk.path)
    tap.check('a full disk: nothing is told as recorded, and staff hear that it is full',
              refused(scene, ['full']))
    said, summary = scene.sync()
    tap.check('a full disk: what waits is sent all the same',
              ([] if summary and summary['sent'] == 2 else [f'{said} {summary}'])
              + [state for state in scene.states().values() if state != 'sent'])
    held.close()
    os.unlink(os.path.join(disk.path, 'full'))
    _, is_told, _ = scene.submit()
    tap.check('a disk with room again: it goes on',
              ([] if is_told else ['not recorded']) + scene.problems())


def check_read_only(tap, scene, disk):
    scene.submit()
    held = hold_open(scene)
    disk.break_down()
    tap.check('a disk that has become read-only: nothing is told as recorded, and why',
              refused(scene, ['read-only', 'look at it']))
    said, summary = scene.sync()
    tap.check('a disk that has become read-only: what cannot be noted as sent is not called sent',
              says(said, 'read-only') + ([] if summary is None else [str(summary)])
              + [state for state in scene.states().values() if state == 'sent'])
    held.close()
    disk.repair()
    _, is_told, _ = scene.submit()
    tap.check('a disk that has been repaired: it goes on, and nothing is lost or doubled',
              ([] if is_told else ['not recorded']) + scene.problems())


def check_failing_disk(tap, scene):
    shim = scene.places.program('tests/fault/libio-faults.so')
    for call, words in (('sync', ['disk']), ('write', ['disk'])):
        fault = {'LD_PRELOAD': shim, 'MOTCUA_IO_FAULT': f'{call}:1:{errno.EIO}',
                 'MOTCUA_IO_FAULT_LENGTH': '100000'}
        said, is_told, status = scene.submit(**fault)
        tap.check(f'a disk on which every {call} fails: nothing is told as recorded, and why',
                  (['told'] if is_told else []) + says(said, *words)
                  + ([] if status == 1 else [f'ended with {status}']))
        scene.submit()
        scene.sync(**fault)
        tap.check(f'a disk on which every {call} has failed: all is there once', scene.problems())


def check_clocks(tap, scene):
    shim = scene.places.program('tests/fault/libwrong-clock.so')
    now = int(time.time())
    for name, ahead in (('of 1970', 5 * DAY - now), ('of 2038', 2 ** 31 + DAY - now),
                        ('a day slow', -DAY), ('a day fast', DAY)):
        env = {'LD_PRELOAD': shim, 'MOTCUA_CLOCK_AHEAD': str(ahead)}
        scene.submit()
        said, is_told, _ = scene.submit(**env)
        daemon, _ = scene.sync(**env)
        tap.check(f'a clock {name}: what is not recorded or sent says that the clock is wrong',
                  ([] if is_told else says(said, 'clock'))
                  + ([] if 'sent' in scene.states().values() else says(daemon, 'clock')))
        tap.check(f'a clock {name}, then set right: all that was told is there once',
                  scene.problems())


class DeadNames:
    """The portal has a name that is not localhost, which curl knows by itself."""

    def __init__(self, scene):
        self.path = os.path.join(scene.kiosk.state, 'identity.json')
        self.shim = scene.places.program('tests/fault/libdead-names.so')

    def __enter__(self):
        with open(self.path, encoding='utf-8') as file:
            self.identity = file.read()
        self.write(self.identity.replace('//localhost', '//portal.example'))
        return {'LD_PRELOAD': self.shim}

    def __exit__(self, *problem):
        self.write(self.identity)

    def write(self, text):
        with open(self.path, 'w', encoding='utf-8') as file:
            file.write(text)


def check_names(tap, scene):
    for how in ('fail', 'hang'):
        scene.submit()
        started = time.monotonic()
        with DeadNames(scene) as env:
            said, summary = scene.sync(MOTCUA_NAMES=how, **env)
        took = time.monotonic() - started
        tap.check(f'names that {how}: the record waits, and the network is named',
                  says(said, 'network') + ([] if summary and summary['left'] == 1 else [str(summary)])
                  + ([] if took < 60 else [f'{took:.0f} s']))
        tap.check(f'names that {how}, then answer: all is there once', scene.problems())


def check_ends_while_names_hang(tap, scene):
    """A technician stops the service: it may not wait for a resolver that never answers."""
    scene.submit()
    with DeadNames(scene) as env:
        daemon = subprocess.Popen(scene.kiosk.sync_command(faulty=False)[:-1],
                                  env=dict(os.environ, MOTCUA_NAMES='hang', **env),
                                  stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + rig.PATIENCE
        while not is_resolving(daemon) and time.monotonic() < deadline:
            time.sleep(0.05)
        problems = [] if is_resolving(daemon) else ['never asked for the name']
        daemon.send_signal(signal.SIGTERM)
        try:
            daemon.wait(timeout=20)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()
            problems.append('still there after 20 s')
    tap.check('names that hang: told to end, the daemon ends', problems)
    tap.check('and nothing is lost', scene.problems())


def is_resolving(daemon):
    """Whether one of its threads is in pause (), where the shim leaves it."""
    for thread in os.listdir(f'/proc/{daemon.pid}/task'):
        with open(f'/proc/{daemon.pid}/task/{thread}/syscall', encoding='ascii') as file:
            if file.read().split()[0] == str(PAUSE):
                return True
    return False


def certificate(scene, folder, ca, ahead_s):
    """A server's certificate by ca, made when the clock was so far ahead, good for two days."""
    pki = os.path.join(scene.portal.folder, 'pki')
    extensions = os.path.join(folder, 'server.ext')
    with open(extensions, 'w', encoding='ascii') as file:
        file.write('subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n')
    request = os.path.join(folder, 'server.csr')
    rig.run('openssl', 'req', '-new', '-key', os.path.join(pki, 'server.key'), '-subj',
            '/CN=localhost', '-out', request)
    rig.run('openssl', 'x509', '-req', '-in', request, '-CA', f'{ca}.pem', '-CAkey', f'{ca}.key',
            '-days', '2', '-extfile', extensions, '-out', os.path.join(pki, 'server.pem'),
            env=dict(os.environ, LD_PRELOAD=scene.places.program('tests/fault/libwrong-clock.so'),
                     MOTCUA_CLOCK_AHEAD=str(ahead_s)))


def load_certificate(portal):
    """nginx takes it up with its next workers; the old ones go on for a moment beside them."""
    with open(os.path.join(portal.folder, 'pki', 'server.pem'), encoding='ascii') as file:
        wanted = ssl.PEM_cert_to_DER_cert(file.read())
    with open(os.path.join(portal.folder, 'nginx', 'nginx.pid'), encoding='ascii') as file:
        master = int(file.read())
    old = workers_of(master)
    os.kill(master, signal.SIGHUP)
    deadline = time.monotonic() + rig.PATIENCE
    while old & workers_of(master) or shown_certificate(portal) != wanted:
        if time.monotonic() > deadline:
            raise RuntimeError('nginx does not take up its certificate')
        time.sleep(0.05)


def workers_of(master):
    with open(f'/proc/{master}/task/{master}/children', encoding='ascii') as file:
        return set(file.read().split())


def shown_certificate(portal):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(('127.0.0.1', portal.port), timeout=rig.PATIENCE) as plain, \
            context.wrap_socket(plain) as tls:
        return tls.getpeercert(binary_form=True)


def check_certificates(tap, scene, folder):
    pki = os.path.join(scene.portal.folder, 'pki')
    good = os.path.join(folder, 'server.good')
    shutil.copy(os.path.join(pki, 'server.pem'), good)
    other = os.path.join(folder, 'other')
    rig.run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
            '-nodes', '-keyout', f'{other}.key', '-out', f'{other}.pem', '-days', '9', '-subj',
            '/CN=Another')
    for name, ca, ahead, words in (
            ('expired', os.path.join(pki, 'ca'), -30 * DAY, ['expired']),
            ('not valid yet', os.path.join(pki, 'ca'), 30 * DAY, ['clock']),
            ('by another authority', other, 0, ['certificate'])):
        certificate(scene, folder, ca, ahead)
        load_certificate(scene.portal)
        scene.submit()
        said, summary = scene.sync()
        tap.check(f'a portal whose certificate is {name}: the record waits, and why',
                  says(said, *words)
                  + ([] if summary and summary['sent'] == 0 and summary['left'] == 1
                     else [str(summary)]))
        shutil.copy(good, os.path.join(pki, 'server.pem'))
        load_certificate(scene.portal)
        tap.check(f'its own certificate again: all is there once', scene.problems())


def with_disk(tap, places, portal, folder, name, check):
    disk = Disk(folder, name)
    if not disk.mount():
        tap.check(f'{name} # SKIP mounts need root', [])
        return
    scene = Scene(places, disk.path, portal)
    try:
        check(tap, scene, disk)
    finally:
        scene.kiosk.close()
        rig.run('umount', '-l', disk.path, check=False)


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-troubles-')
    portal = rig.Portal(places, folder)
    try:
        with_disk(tap, places, portal, folder, 'full', check_full_disk)
        with_disk(tap, places, portal, folder, 'read-only', check_read_only)
        for number, check in enumerate((check_failing_disk, check_clocks, check_names,
                                        check_ends_while_names_hang)):
            scene = Scene(places, os.path.join(folder, f'kiosk-{number}'), portal)
            check(tap, scene)
            scene.kiosk.close()
        scene = Scene(places, os.path.join(folder, 'kiosk-tls'), portal)
        check_certificates(tap, scene, folder)
        scene.kiosk.close()
    finally:
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
