#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make.py [SCHEMA…]: makes the queues of this folder anew, each by the programs of its time: the
last commit before the next schema is taken out into a temporary folder and built there, a kiosk is
enrolled with a gateway of that time, and hands in what is in tests/data/answers. See README.md."""

import gzip
import json
import os
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '../../..')
PATIENCE = 120
TARGETS = ['app/ctl/motcuactl', 'app/sync/motcua-syncd', 'tests/portal/motcua-portal']
# The last commit of each schema.
COMMITS = {
    1: 'd1fbc89df3', 2: '50e91e16a4', 3: '9e3b73c45d', 4: '9314b1e338', 5: '5b9798c005', 6: '34f2b542c6', 7: '8d32950386', 8: 'e77579ff40', 9: 'a7b6feab65',
}
# From these on motcuactl takes papers.
WITH_PAPERS = {5, 6, 7, 8, 9}
# Its daemon is killed, and leaves the -wal file behind.
KILLED = {1, 3, 7}


def run(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=1800, text=True,
                          **options).stdout


def build(commit, folder):
    source, target = os.path.join(folder, 'source'), os.path.join(folder, 'build')
    os.makedirs(source)
    archive = subprocess.Popen(['git', '-C', ROOT, 'archive', commit], stdout=subprocess.PIPE)
    run('tar', '-x', '-C', source, stdin=archive.stdout)
    if archive.wait() != 0:
        raise RuntimeError(f'no commit {commit}')
    run('meson', 'setup', target, source)
    run('ninja', '-C', target, '-j2', *TARGETS)
    return source, target


class Portal:
    """A gateway of that time with the keys of tests/data/queues/pki, which the first one made."""

    def __init__(self, target, folder):
        self.folder = os.path.join(folder, 'portal')
        self.pki = os.path.join(self.folder, 'pki')
        self.target = target
        if os.path.isdir(os.path.join(HERE, 'pki')):
            os.makedirs(self.folder, 0o700)
            shutil.copytree(os.path.join(HERE, 'pki'), self.pki)
        self.process = subprocess.Popen(
            [os.path.join(target, TARGETS[2]), 'run', '--dir', self.folder, '--port', '0'],
            stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())
        self.keep_keys()

    def keep_keys(self):
        """What opens envelopes, and what vouches for those who sealed them."""
        os.makedirs(os.path.join(HERE, 'pki'), exist_ok=True)
        for name in ('seal.key', 'seal.pem', 'enrolment-ca.key', 'enrolment-ca.pem'):
            shutil.copy(os.path.join(self.pki, name), os.path.join(HERE, 'pki', name))

    def order(self, action):
        request = urllib.request.Request(f'{self.ready["url"]}/test/behaviour', method='POST',
                                         data=json.dumps({'next': [{'action': action}]}).encode())
        context = ssl.create_default_context(cafile=self.ready['ca'])
        urllib.request.urlopen(request, context=context, timeout=PATIENCE).close()

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)


class Kiosk:
    def __init__(self, source, target, folder, portal):
        self.target, self.state = target, os.path.join(folder, 'state')
        self.answers = os.path.join(source, 'tests/data/answers')
        self.ctl('enrol', '--url', portal.ready['url'], '--token', portal.ready['token'], '--ca',
                 portal.ready['ca'])

    def ctl(self, command, *arguments):
        run(os.path.join(self.target, TARGETS[0]), command, '--state', self.state, *arguments)

    def submit(self, count, paper=None):
        code = '1.001699' if paper else '1.004873'
        self.ctl('submit', '--procedure', code, '--answers',
                 os.path.join(self.answers, f'{code}.json'), '--count', str(count),
                 *([f'--attach=dang_tat={paper}'] if paper else []))

    def sync(self):
        return subprocess.run([os.path.join(self.target, TARGETS[1]), '--state', self.state,
                               '--once'], timeout=PATIENCE, check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def begin_daemon(self):
        daemon = subprocess.Popen([os.path.join(self.target, TARGETS[1]), '--state', self.state],
                                  stderr=subprocess.DEVNULL)
        time.sleep(2)
        return daemon

    def rows(self):
        database = sqlite3.connect(os.path.join(self.state, 'queue.db'))
        rows = database.execute('SELECT state, id, digest FROM submission ORDER BY id').fetchall()
        database.close()
        return rows


def make_paper(folder):
    """A PDF as far as anybody on the way looks, of two chunks."""
    path = os.path.join(folder, 'paper.pdf')
    with open(path, 'wb') as file:
        file.write(b'%PDF-1.7\n/Type/Page ' + b'a paper about nobody\n' * 7000)
    return path


def hand_in(schema, kiosk, portal, folder):
    """Two that were sent, one set aside, three (four with papers) that wait."""
    kiosk.submit(2)
    kiosk.sync()
    portal.order('rejected')
    kiosk.submit(1)
    kiosk.sync()
    portal.close()
    daemon = kiosk.begin_daemon() if schema in KILLED else None
    kiosk.submit(3)
    if schema in WITH_PAPERS:
        kiosk.submit(1, make_paper(folder))
    if daemon:
        daemon.kill()
        daemon.wait()
    else:
        kiosk.sync()


def keep(schema, kiosk):
    """As the programs have left them; read only afterwards."""
    for suffix in ('', '-wal'):
        path = os.path.join(kiosk.state, f'queue.db{suffix}')
        if os.path.exists(path):
            with open(path, 'rb') as file, \
                    open(os.path.join(HERE, f'queue-{schema}.db{suffix}.gz'), 'wb') as out:
                out.write(gzip.compress(file.read(), mtime=0))
    told = {}
    for state, submission, digest in kiosk.rows():
        told.setdefault(state, {})[submission] = digest
    with open(os.path.join(HERE, f'queue-{schema}.json'), 'w', encoding='utf-8') as file:
        json.dump(told, file, indent=1)
        file.write('\n')


def make(schema):
    folder = tempfile.mkdtemp(prefix=f'motcua-queue-{schema}-')
    try:
        source, target = build(COMMITS[schema], folder)
        portal = Portal(target, folder)
        try:
            kiosk = Kiosk(source, target, folder, portal)
            hand_in(schema, kiosk, portal, folder)
        finally:
            if portal.process.poll() is None:
                portal.close()
        keep(schema, kiosk)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


for number in map(int, sys.argv[1:] or COMMITS):
    make(number)
