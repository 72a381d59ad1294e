# SPDX-License-Identifier: GPL-3.0-or-later
"""Real services around a real kiosk: portal gateway, printer and print system, sync daemon."""

import base64
import ctypes
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile

PATIENCE_S = 60
libc = ctypes.CDLL(None)
libc.memmem.argtypes = [ctypes.c_char_p, ctypes.c_size_t] * 2
libc.memmem.restype = ctypes.c_void_p
CARD = ('079192000002|025000002|Trần Thị Ngọc Bích|02031992|Nữ|'
        '12/3A Khu Phố 4, Phường Tân Phong, Quận 7, TP.Hồ Chí Minh|25052022')


def run(*command, check=True, **keywords):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          timeout=PATIENCE_S, **keywords)
    if check and done.returncode != 0:
        raise RuntimeError(f'{command[0]} ended with {done.returncode}: {done.stderr}')
    return done


class Service:
    """A program in a process group of its own that says one JSON line when it is ready."""

    def __init__(self, *command, ready=True, **keywords):
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE,
                                        stdin=subprocess.PIPE, text=True, start_new_session=True,
                                        **keywords)
        self.ready = json.loads(self.process.stdout.readline()) if ready else None

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()


class Workshop:
    def __init__(self, build, source):
        self.build, self.source = os.path.abspath(build), os.path.abspath(source)
        self.folder = tempfile.mkdtemp(prefix='motcua-visit-')
        self.runtime = tempfile.mkdtemp(prefix='motcua-visit-', dir='/dev/shm')
        self.services = []
        self.printer = self.journal = None
        self.before_kiosk = []  # a command that its own is given to
        self.state = self.path('state')
        self.config = self.path('kiosk.conf')

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def program(self, name):
        return os.path.join(self.build, name)

    def start(self, *command, **keywords):
        service = Service(*command, **keywords)
        self.services.append(service)
        return service

    def start_portal(self, *options):
        self.portal = self.start(os.path.join(self.source, 'tests/portal/run'), self.build, '--dir',
                                 self.path('portal'), '--port', '0', *options)

    def start_printer(self):
        self.printer = self.start(self.program('tests/lib/print-rig'))

    def open_log(self, name):
        """What a program says goes to the journal where there is one, else to NAME.log."""
        if self.journal:
            return self.journal.stream(f'motcua-{name}')
        return open(self.path(f'{name}.log'), 'a', encoding='utf-8')

    def start_daemon(self):
        with self.open_log('syncd') as log:
            self.daemon = self.start(self.program('app/sync/motcua-syncd'), '--state', self.state,
                                     '--config', self.config, ready=False, stderr=log)

    def enrol(self):
        ready = self.portal.ready
        self.ctl('enrol', '--url', ready['url'], '--token', ready['token'], '--ca', ready['ca'])

    def ctl(self, command, *arguments):
        return run(self.program('app/ctl/motcuactl'), command, '--state', self.state, *arguments)

    def make_card(self, count=12, payload=CARD):
        run(self.program('tests/lib/make-card-frames'), '--out', self.path('frames'), '--count',
            count, '--seed', 11, '--payload', payload)

    def write_config(self, width=1080, height=1920, more='[card]\nreader=off\n', camera=True):
        queue = self.printer.ready['queue'] if self.printer else 'none'
        frames = self.path('frames', 'frame-%03d.png')
        pipeline = (f'multifilesrc location={frames} loop=true caps=image/png,framerate=15/1 '
                    '! pngdec ! identity sync=true') if camera else 'none'
        with open(self.config, 'w', encoding='utf-8') as config:
            config.write(f'''[camera]
pipeline={pipeline}

[printer]
queue={queue}

[screen]
width={width}
height={height}
fullscreen=false

[sync]
poll-seconds=1

[paths]
runtime={self.runtime}

{more}''')

    def records(self):
        listed = run(self.program('tests/portal/motcua-portal'), 'list', '--data',
                     self.path('portal'))
        return [json.loads(line) for line in listed.stdout.splitlines()]

    def rows(self):
        listed = self.ctl('queue', 'list', '--json')
        return [json.loads(line) for line in listed.stdout.splitlines()]

    def tell_logs(self):
        """The last lines of what the programs said, as comments of TAP."""
        for log in ('kiosk.log', 'syncd.log'):
            if os.path.exists(self.path(log)):
                with open(self.path(log), encoding='utf-8', errors='replace') as lines:
                    print(''.join(f'# {log}: {line}' for line in lines.readlines()[-20:]))
        if self.journal:
            said = self.journal.read().decode(errors='replace').splitlines()
            messages = [line[8:] for line in said if line.startswith('MESSAGE=')]
            print(''.join(f'# journal: {line}\n' for line in messages[-20:]))

    def close(self, disk=None):
        """disk (nullable): nobody writes there any more once all have ended."""
        for service in reversed(self.services):
            service.stop()
        if disk:
            disk.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.runtime, ignore_errors=True)


def save_envelope(state, identity, path):
    """The sealed bytes of one queued submission, as they would be sent."""
    with sqlite3.connect(f'file:{state}/queue.db?mode=ro', uri=True) as database:
        data, = database.execute('SELECT data FROM envelope WHERE id = ?',
                                 (identity,)).fetchone()
    with open(path, 'wb') as file:
        file.write(data)


def b64_of(base64url):
    """Base64 of what a base64url text without padding says."""
    return base64.b64encode(base64.urlsafe_b64decode(base64url + '==')).decode()


def which(needles, data):
    """Those of the needles that are in data, all bytes: libc skips, Python's own search does not."""
    return {needle for needle in needles if libc.memmem(data, len(data), needle, len(needle))}


def find_bytes(folder, needles):
    """Which of the needles (bytes) are in any file below folder: {needle: path}."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if not os.path.isfile(path):
                continue
            with open(path, 'rb') as file:
                found.update(dict.fromkeys(which(needles, file.read()), path))
    return found
