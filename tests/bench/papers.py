#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What papers cost: bytes on a line that is cut again and again, and how long whoever is small waits
on a slow line that papers are using.

papers.py narrow BUILD SOURCE: the second one, in a network of its own (unshare --net); prints JSON.
"""

import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

FILES, FILE_BYTES, CUTS = 20, 2_000_000, 25
WIRE = 1.1
RATE = '256kbit'
SMALL = 5
PATIENCE_S = 600


class Proxy:
    """A line to the portal: counts what passes either way, and is cut at given counts."""

    def __init__(self, port, cuts):
        self.target, self.cuts, self.passed = port, sorted(cuts), 0
        self.lock, self.pairs = threading.Lock(), []
        self.server = socket.create_server(('127.0.0.1', 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            portal = socket.create_connection(('127.0.0.1', self.target))
            for source, sink in ((client, portal), (portal, client)):
                threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    def is_cut(self, size):
        with self.lock:
            self.passed += size
            cut = bool(self.cuts) and self.passed >= self.cuts[0]
            if cut:
                self.cuts.pop(0)
            return cut

    def pump(self, source, sink):
        try:
            while data := source.recv(16384):
                # What is counted has been carried, and is lost with the line.
                if self.is_cut(len(data)):
                    break
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def make_paper(path, size):
    path.write_bytes(b'%PDF-1.7\n/Type/Page ' + random.randbytes(size - 21))
    return path


def hand_in(shop, source, papers):
    attach = [f'--attach=dang_tat={path}' for path in papers]
    shop.ctl('submit', '--procedure', '1.001699', '--answers',
             source / 'tests/data/answers/1.001699.json', *attach)


def point_at(state, port):
    path = Path(state, 'identity.json')
    identity = json.loads(path.read_text('utf-8'))
    identity['portal_url'] = f'https://localhost:{port}'
    path.write_text(json.dumps(identity), 'utf-8')


def bench_wire(workshop, build, source, say_bar):
    """20 files of 2 MB over a line that is cut 25 times; both directions, TLS and all."""
    shop = workshop.Workshop(build, source)
    try:
        shop.start_portal()
        shop.enrol()
        for number in range(4):
            hand_in(shop, source, [make_paper(Path(shop.path(f'{number}-{i}.pdf')), FILE_BYTES)
                                   for i in range(FILES // 4)])
        total = FILES * FILE_BYTES
        proxy = Proxy(int(shop.portal.ready['url'].rsplit(':', 1)[1]),
                      [random.randrange(total) for _ in range(CUTS)])
        point_at(shop.state, proxy.port)
        deadline = time.monotonic() + PATIENCE_S
        while any(row['state'] != 'sent' for row in shop.rows()) and time.monotonic() < deadline:
            subprocess.run([shop.program('app/sync/motcua-syncd'), '--state', shop.state, '--once'],
                           capture_output=True, timeout=PATIENCE_S, check=False)
        proxy.server.close()
        arrived = sum(len(record['attachments']) for record in shop.records())
        if arrived != FILES or proxy.cuts:
            raise RuntimeError(f'{arrived} files arrived, {len(proxy.cuts)} cuts are left')
        say_bar(f'MB on the wire, {CUTS} cuts (payload)', proxy.passed / 1e6, total / 1e6, WIRE, 'MB')
    finally:
        shop.close()


def wait_until_sent(state, local_code):
    """Seconds since 1970 at which the queue knew."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with sqlite3.connect(f'file:{state}/queue.db?mode=ro', uri=True) as database:
            if database.execute("SELECT 1 FROM submission WHERE local_code = ? AND state = 'sent'",
                                (local_code,)).fetchone():
                return time.monotonic()
        time.sleep(0.02)
    raise RuntimeError('it is never sent')


def send_small(shop, source):
    """How long one small record takes from the queue to the acknowledgement."""
    answers = source / 'tests/data/answers/1.004873.json'
    code = shop.ctl('submit', '--procedure', '1.004873', '--answers', answers).stdout.strip()
    started = time.monotonic()
    return wait_until_sent(shop.state, code) - started


def is_uploading(shop):
    return any(row['attachments'] and row['state'] == 'queued' for row in shop.rows())


def narrow(build, source):
    sys.path.insert(0, str(source / 'tests/integration/visit'))
    import workshop  # only here: the other half is given it

    def ip(*words):
        subprocess.run(words, check=True, timeout=PATIENCE_S)

    # Packets of a size that a slow line carries, and one queue of half a second before it.
    ip('ip', 'link', 'set', 'lo', 'mtu', '1500', 'up')
    shop = workshop.Workshop(build, source)
    try:
        shop.start_portal()
        shop.enrol()
        Path(shop.config).write_text('[sync]\npoll-seconds=1\n', 'utf-8')
        ip('tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'tbf', 'rate', RATE, 'burst', '4kb', 'latency',
           '500ms')
        shop.start_daemon()
        idle = [send_small(shop, source) for _ in range(SMALL)]
        hand_in(shop, source, [make_paper(Path(shop.path('a.pdf')), FILE_BYTES)])
        time.sleep(3)  # until the line is full of it
        busy = [send_small(shop, source) for _ in range(SMALL) if is_uploading(shop)]
        print(json.dumps({'idle': idle, 'busy': busy, 'during': is_uploading(shop)}))
    finally:
        shop.close()


def bench_narrow(build, source, say_bar):
    """A small record while 2 MB go over 256 kbit/s, beside the same on the idle line."""
    done = subprocess.run(['unshare', '--net', sys.executable, __file__, 'narrow', str(build),
                           str(source)], capture_output=True, text=True, timeout=PATIENCE_S,
                          check=False)
    if done.returncode != 0:
        print(f'narrow: needs root and tbf: {done.stderr.strip()[-200:]}')
        return
    found = json.loads(done.stdout.splitlines()[-1])
    if not found['during'] or len(found['busy']) < SMALL:
        raise RuntimeError(f'the papers were through too soon: {found}')
    say_bar(f'record at {RATE}, papers too (idle)', statistics.median(found['busy']),
            statistics.median(found['idle']), 4, 's')


if __name__ == '__main__':
    narrow(Path(sys.argv[2]), Path(sys.argv[3]))
