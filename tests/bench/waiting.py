# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs that much waits: each record, and each start, with 100,000 queued beside hardly any;
and what the daemon keeps in memory while nothing happens."""

import json
import os
import re
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

FLAT = 1.2
DAEMON_MIB = 12
RUNS = 7
MANY = 100000
PATIENCE_S = 60


def say_bar(name, value, base, bar, unit):
    """A figure, what it may not exceed so many times, and whether it does not."""
    ratio = value / base
    print(f'{name:34} {value:>9.1f} {base:>9.1f} {unit:7} {ratio:6.2f}  '
          f'{"PASS" if ratio <= bar else "FAIL"} (at most {bar:.3g})', flush=True)


def bench_queue(shop, build, folder):
    """Of each verb of the queue, the median with 100,000 waiting against that with 100."""
    found = json.loads(shop.run(build / 'tests/bench/bench-queue', folder, MANY).stdout)
    for name in ('commit', 'page', 'drain', 'list', 'count', 'next due'):
        few, many = found[name]
        say_bar(f'{name}, {found["many"]} queued ({found["few"]})', many, few, FLAT, 'us')


def until_first_call(command, port):
    """Milliseconds from the start of a daemon until it calls the portal."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(('127.0.0.1', port))
        server.listen()
        server.settimeout(PATIENCE_S)
        started = time.monotonic()
        daemon = subprocess.Popen([str(part) for part in command], stderr=subprocess.DEVNULL)
        try:
            server.accept()[0].close()
            return (time.monotonic() - started) * 1000
        finally:
            daemon.kill()
            daemon.wait()


def state_with(shop, name, database):
    """An enrolled kiosk's state directory, its queue replaced. (transfer full): its path."""
    state = shop.path(name)
    subprocess.run(['cp', '-a', shop.state, state], check=True)
    for file in Path(state).glob('queue.db*'):
        file.unlink()
    if database is not None:
        subprocess.run(['cp', database, os.path.join(state, 'queue.db')], check=True)
    return state


def bench_daemon_start(shop, build, folder):
    """From the start of the process to its first call, the queue full or empty."""
    port = int(shop.portal.ready['url'].rsplit(':', 1)[1])
    states = [state_with(shop, 'empty', None),
              state_with(shop, 'many', os.path.join(folder, 'many', 'queue.db'))]
    shop.portal.stop()
    times = [[], []]
    for _ in range(RUNS):
        for state, taken in zip(states, times):
            taken.append(until_first_call((build / 'app/sync/motcua-syncd', '--state', state), port))
    say_bar(f'daemon, start to call, {MANY} (0)', statistics.median(times[1]),
            statistics.median(times[0]), FLAT, 'ms')
    return states


def bench_kiosk_start(first_paint, build, states, folder):
    """From the start of the process to the first frame, the queue full or empty."""
    config = Path(folder, 'kiosk.conf')
    config.write_text('[screen]\nfullscreen=false\n[paths]\nruntime=/dev/shm\n', 'utf-8')
    times = [[], []]
    for _ in range(RUNS):
        for state, taken in zip(states, times):
            taken.append(first_paint(build / 'app/kiosk/motcua-kiosk', '--config', config,
                                     '--state', state)['first_paint_ms'])
    say_bar(f'kiosk, start to frame, {MANY} (0)', statistics.median(times[1]),
            statistics.median(times[0]), FLAT, 'ms')


def idle_memory(pid):
    """(PSS, RSS) in MiB."""
    with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as rollup:
        text = rollup.read()
    return tuple(int(re.search(rf'^{name}:\s+(\d+)', text, re.MULTILINE).group(1)) / 1024
                 for name in ('Pss', 'Rss'))


def bench_daemon_memory(shop):
    """Idle, after it has greeted the portal. PSS counts what other processes have mapped as well by
    its share; RSS, beside it, counts all of it, as if the daemon were alone."""
    shop.write_config(camera=False)
    shop.start_daemon()
    deadline = time.monotonic() + PATIENCE_S
    while not has_greeted(shop) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    pss, rss = idle_memory(shop.daemon.process.pid)
    shop.daemon.stop()
    say_bar('daemon idle, PSS', pss, DAEMON_MIB, 1, 'MiB')
    print(f'{"  the same, RSS":34} {rss:>9.1f}', flush=True)


def has_greeted(shop):
    try:
        database = sqlite3.connect(f'file:{shop.state}/queue.db?mode=ro', uri=True)
        row = database.execute('SELECT last_contact_ms FROM sync_state').fetchone()
        database.close()
        return bool(row and row[0])
    except sqlite3.Error:
        return False


def bench_waiting(workshop, build, source, first_paint):
    shop = workshop.Workshop(build, source)
    shop.run = workshop.run
    try:
        shop.start_portal()
        shop.enrol()
        with tempfile.TemporaryDirectory(dir=build) as folder:
            bench_queue(shop, build, folder)
            bench_daemon_memory(shop)
            states = bench_daemon_start(shop, build, folder)
            bench_kiosk_start(first_paint, build, states, folder)
    finally:
        shop.close()
