# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of lost power share: the programs, one portal, kiosks, and what must be true of
them whatever has been killed."""

import base64
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

# Seconds; a build that watches itself needs more.
PATIENCE = 120 * int(os.environ.get('MOTCUA_PATIENCE', '1'))


class Places:
    """Where the programs and their data are."""

    def __init__(self, build, source):
        self.build, self.source = os.path.abspath(build), os.path.abspath(source)
        self.answers = os.path.join(self.source, 'tests/data/answers/1.004873.json')
        # A form that asks for papers.
        self.paper_answers = os.path.join(self.source, 'tests/data/answers/1.001699.json')

    def program(self, name):
        return os.path.join(self.build, name)

    def fault_points(self):
        """The list is read from the sources, so that a new point cannot be forgotten."""
        points = set()
        for room in ('app', 'offline-cache'):
            for folder, _, names in os.walk(os.path.join(self.source, room)):
                for name in (name for name in names if name.endswith('.c')):
                    with open(os.path.join(folder, name), encoding='utf-8') as source:
                        points.update(re.findall(r'mc_fault_point \("([^"]+)"\)', source.read()))
        visit = {point for point in points
                 if point.split(':')[0] in ('draft', 'seal', 'commit', 'paper')}
        attach = {point for point in points if point.startswith('attach:')}
        parked = {point for point in points if point.startswith('parked:')}
        return (sorted(visit), sorted(attach), sorted(points - visit - attach - parked),
                sorted(parked))


def run(*command, env=None, check=True):
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=PATIENCE, check=False)
    if check and done.returncode != 0:
        raise RuntimeError(f'{command[0]} ended with {done.returncode}: {done.stderr}')
    return done


def wait_for(what, condition, patience_s=PATIENCE):
    """What condition () gives as soon as it is true."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise RuntimeError(f'never came: {what}')


def read_table(path, query):
    """Rows of a database that others are writing."""
    db = sqlite3.connect(f'file:{path}?mode=ro', uri=True, timeout=30)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


class Postgres:
    """A server of our own, behind a socket in its own folder."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, 'postgres')
        programs = sorted(glob.glob('/usr/lib/postgresql/*/bin'))
        if not programs:
            raise RuntimeError('PostgreSQL is not installed')
        # It refuses to run as root.
        self.prefix = []
        os.makedirs(self.folder)
        if os.geteuid() == 0:
            os.chmod(folder, 0o711)
            shutil.chown(self.folder, 'postgres', 'postgres')
            self.prefix = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups']
        data = os.path.join(self.folder, 'data')
        run(*self.prefix, f'{programs[-1]}/initdb', '-D', data, '-A', 'trust', '-U', 'motcua',
            '--no-sync', '-E', 'UTF8', '--locale=C')
        self.url = f'postgresql:///postgres?host={self.folder}&user=motcua'
        self.process = subprocess.Popen(
            [*self.prefix, f'{programs[-1]}/postgres', '-D', data, '-k', self.folder,
             '-c', 'listen_addresses='], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait(programs[-1])

    def wait(self, programs):
        deadline = time.monotonic() + PATIENCE
        while run(f'{programs}/pg_isready', '-q', '-h', self.folder, check=False).returncode != 0:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError('PostgreSQL does not start')
            time.sleep(0.05)

    def query(self, sql):
        return [tuple(line.split('|')) for line in
                run('psql', '-qAtX', self.url, '-c', sql).stdout.splitlines()]

    def close(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=PATIENCE)


class Portal:
    """The reference gateway; with a postgres, three instances over it."""

    def __init__(self, places, folder, postgres=None, life_s=0):
        self.places = places
        self.life_s = life_s
        self.folder = os.path.join(folder, 'portal')
        self.port = 0
        self.postgres = postgres
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [os.path.join(self.places.source, 'tests/portal/run'), self.places.build, '--dir',
             self.folder, '--port', str(self.port),
             *(['--kiosk-life', str(self.life_s)] if self.life_s else []),
             *(['--database', self.postgres.url, '--instances', '3'] if self.postgres else [])],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f'the portal does not start: {self.process.wait()}')
        self.ready = json.loads(line)
        self.port = int(self.ready['url'].rsplit(':', 1)[1])

    def token(self):
        return run(self.places.program('tests/portal/motcua-portal'), 'token', '--data',
                   self.folder).stdout.strip()

    def records(self):
        listed = run(self.places.program('tests/portal/motcua-portal'), 'list', '--data',
                     self.folder)
        return [json.loads(line) for line in listed.stdout.splitlines()]

    def file(self, record, attachment, path):
        """One paper of a record, as the portal decrypts it."""
        run(self.places.program('tests/portal/motcua-portal'), 'attachment', '--data', self.folder,
            '--id', record['id'], '--attachment', attachment['id'], '--out', path)
        with open(path, 'rb') as file:
            return file.read()

    def stored(self):
        """{id: digest} of all that the portal has ever acknowledged."""
        sql = 'SELECT id, digest FROM submission'
        if self.postgres:
            return dict(self.postgres.query(sql))
        return dict(read_table(os.path.join(self.folder, 'portal.db'), sql))

    def order(self, stage='next', **scene):
        """Faults for the next submissions, or for their 'parts'. An instance that has just died is
        asked again."""
        request = urllib.request.Request(
            f'{self.ready["url"]}/test/behaviour', method='POST',
            data=json.dumps({'next': [], 'parts': [], stage: [scene] if scene else []}).encode())
        context = ssl.create_default_context(cafile=self.ready['ca'])
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(request, context=context, timeout=PATIENCE) as reply:
                    reply.read()
                return
            except urllib.error.URLError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def kill_instance(self, chance):
        """One of three, which is started again by the gateway itself."""
        with open(f'/proc/{self.process.pid}/task/{self.process.pid}/children',
                  encoding='ascii') as file:
            children = file.read().split()
        instances = []
        for child in children:
            with open(f'/proc/{child}/cmdline', 'rb') as file:
                if b'serve' in file.read().split(b'\0'):
                    instances.append(int(child))
        os.kill(chance.choice(instances), signal.SIGKILL)

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=PATIENCE)
        self.wait_for_port()

    def wait_for_port(self):
        """nginx goes with its parent, but a moment later."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(('127.0.0.1', self.port))
                    return
                except OSError:
                    time.sleep(0.01)
        raise RuntimeError('a killed portal keeps its port')

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)


class Kiosk:
    def __init__(self, places, folder, portal, token=None):
        self.places = places
        self.state = os.path.join(folder, 'state')
        self.runtime = tempfile.mkdtemp(prefix='motcua-run-', dir='/dev/shm')
        run(places.program('app/ctl/motcuactl'), 'enrol', '--state', self.state, '--url',
            portal.ready['url'], '--token', token or portal.ready['token'], '--ca',
            portal.ready['ca'])

    def visit_command(self):
        return [self.places.program('tests/fault/headless-visit'), '--state', self.state,
                '--runtime', self.runtime]

    def park(self):
        """A form is left for later."""
        run(self.places.program('tests/integration/visit/parked-visit'), '--state', self.state,
            '--runtime', self.runtime, 'leave')

    def submit_command(self):
        return [self.places.program('app/ctl/motcuactl'), 'submit', '--state', self.state,
                '--procedure', '1.004873', '--answers', self.places.answers]

    def attach_command(self, files, faulty=True):
        """Hands in a form with papers: paths of PDF or JPEG files, for one field or the other."""
        name = 'tests/fault/faulty-ctl' if faulty else 'app/ctl/motcuactl'
        fields = ('dang_tat', 'muc_do')
        attach = [f'--attach={fields[number % 2]}={path}' for number, path in enumerate(files)]
        return [self.places.program(name), 'submit', '--state', self.state, '--procedure', '1.001699',
                '--answers', self.places.paper_answers, *attach]

    def sync_command(self, faulty=True):
        name = 'tests/fault/faulty-syncd' if faulty else 'app/sync/motcua-syncd'
        return [self.places.program(name), '--state', self.state, '--once']

    def visit(self, fault=None):
        """The local code that was told as recorded, or None; and how the visit ended."""
        env = dict(os.environ, **({'MOTCUA_FAULT': fault} if fault else {}))
        done = run(*self.visit_command(), env=env, check=False)
        return told_code(done.stdout), done

    def submit(self):
        return run(*self.submit_command()).stdout.strip()

    def attach(self, files, fault=None):
        """The local code, or None; and how it ended."""
        env = dict(os.environ, **({'MOTCUA_FAULT': fault} if fault else {}))
        done = run(*self.attach_command(files), env=env, check=fault is None)
        return done.stdout.strip() or None, done

    def sync(self, fault=None):
        if fault is None:
            return run(*self.sync_command(faulty=False))
        return run(*self.sync_command(), env=dict(os.environ, MOTCUA_FAULT=fault), check=False)

    def rows(self):
        """{id: (local code, digest, state)} of the queue."""
        path = os.path.join(self.state, 'queue.db')
        made = os.path.exists(path) and read_table(
            path, "SELECT 1 FROM sqlite_schema WHERE name = 'submission'")
        # Whoever was to make it may have been killed first.
        rows = read_table(path, 'SELECT id, local_code, digest, state FROM submission') if made else []
        return {row[0]: row[1:] for row in rows}

    def listed(self):
        """What staff are shown: {local code: row}."""
        listed = run(self.places.program('app/ctl/motcuactl'), 'queue', 'list', '--state',
                     self.state, '--json')
        return {row['local_code']: row for row in map(json.loads, listed.stdout.splitlines())}

    def close(self):
        shutil.rmtree(self.runtime, ignore_errors=True)


def make_paper(path, size, chance):
    """A file that is a PDF or a JPEG as far as anybody on the way looks."""
    head = b'%PDF-1.7\n/Type/Page ' if path.endswith('.pdf') else b'\xff\xd8\xff\xe0\0\4ab\xff\xda'
    with open(path, 'wb') as file:
        file.write(head + chance.randbytes(max(size - len(head), 1)))
    return path


def sha256(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()


def told_code(stdout):
    told = re.search(r'^RECORDED (\S+)$', stdout, re.MULTILINE)
    return told.group(1) if told else None


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def check(self, name, problems):
        self.count += 1
        self.failed += bool(problems)
        print(f'{"not ok" if problems else "ok"} {self.count} - {name}', flush=True)
        for problem in problems:
            print(f'# {problem}', flush=True)

    def end(self):
        print(f'1..{self.count}')
        return self.failed > 0
