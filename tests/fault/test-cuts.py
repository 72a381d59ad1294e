#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cuts.py BUILDDIR SOURCEDIR: SIGKILL at every fault point between the person's last touch
and the portal's acknowledgement. What was told as recorded is at the portal exactly once; nothing
else is lost or doubled. Prints TAP.

The list of points is read from the sources, so that a new one cannot be forgotten; a point that
is never reached fails, so that an old one cannot rot.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

BUILD, SOURCE = (os.path.abspath(path) for path in sys.argv[1:3])
ANSWERS = os.path.join(SOURCE, 'tests/data/answers/1.004873.json')
PATIENCE = 60


def program(name):
    return os.path.join(BUILD, name)


def find_points():
    points = set()
    for room in ('app', 'offline-cache'):
        for folder, _, names in os.walk(os.path.join(SOURCE, room)):
            for name in names:
                if name.endswith('.c'):
                    with open(os.path.join(folder, name), encoding='utf-8') as source:
                        points.update(re.findall(r'mc_fault_point \("([^"]+)"\)', source.read()))
    return sorted(points)


def run(*command, env=None, check=True):
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=PATIENCE, check=False)
    if check and done.returncode != 0:
        raise RuntimeError(f'{command[0]} ended with {done.returncode}: {done.stderr}')
    return done


class Portal:
    def __init__(self, folder):
        self.folder = os.path.join(folder, 'portal')
        self.process = subprocess.Popen(
            [os.path.join(SOURCE, 'tests/portal/run'), BUILD, '--dir', self.folder, '--port', '0'],
            stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())

    def records(self):
        listed = run(program('tests/portal/motcua-portal'), 'list', '--data', self.folder)
        return [json.loads(line) for line in listed.stdout.splitlines()]

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)


class Kiosk:
    def __init__(self, folder, portal):
        self.state = os.path.join(folder, 'state')
        self.runtime = tempfile.mkdtemp(prefix='motcua-run-', dir='/dev/shm')
        run(program('app/ctl/motcuactl'), 'enrol', '--state', self.state, '--url',
            portal.ready['url'], '--token', portal.ready['token'], '--ca', portal.ready['ca'])

    def visit(self, fault=None):
        """The local code that was told as recorded, or None; and how the visit ended."""
        env = dict(os.environ, **({'MOTCUA_FAULT': fault} if fault else {}))
        done = run(program('tests/fault/headless-visit'), '--state', self.state, '--runtime',
                   self.runtime, env=env, check=False)
        told = re.search(r'^RECORDED (\S+)$', done.stdout, re.MULTILINE)
        return told.group(1) if told else None, done

    def submit(self):
        done = run(program('app/ctl/motcuactl'), 'submit', '--state', self.state, '--procedure',
                   '1.004873', '--answers', ANSWERS)
        return done.stdout.strip()

    def sync(self, fault=None):
        if fault is None:
            return run(program('app/sync/motcua-syncd'), '--state', self.state, '--once')
        return run(program('tests/fault/faulty-syncd'), '--state', self.state, '--once',
                   env=dict(os.environ, MOTCUA_FAULT=fault), check=False)

    def rows(self):
        listed = run(program('app/ctl/motcuactl'), 'queue', 'list', '--state', self.state, '--json')
        return {row['local_code']: row for row in map(json.loads, listed.stdout.splitlines())}

    def close(self):
        shutil.rmtree(self.runtime, ignore_errors=True)


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def check(self, name, problems):
        self.count += 1
        self.failed += bool(problems)
        print(f'{"not ok" if problems else "ok"} {self.count} - {name}', flush=True)
        for problem in problems:
            print(f'# {problem}', flush=True)


def everything_arrived_once(kiosk, portal, told):
    """After a clean drain: the queue's rows and the portal's records are the same set."""
    problems = []
    kiosk.sync()
    rows = kiosk.rows()
    records = portal.records()
    ids = [record['id'] for record in records]
    if len(ids) != len(set(ids)):
        problems.append('the portal holds an id twice')
    if {row['id'] for row in rows.values()} != set(ids):
        problems.append(f'{len(rows)} rows here, {len(ids)} records there: not the same')
    problems += [f'{code} was told as recorded and is not here' for code in told
                 if code not in rows]
    problems += [f'{code} is {row["state"]}, not sent' for code, row in rows.items()
                 if row['state'] != 'sent']
    problems += [f'{record["id"]} has no answers' for record in records
                 if not record.get('answers')]
    return problems


def cut_visits(tap, kiosk, portal, points, told):
    for point in points:
        code, done = kiosk.visit(point)
        problems = []
        if done.returncode != -signal.SIGKILL:
            problems.append(f'the visit ended with {done.returncode}, not at the fault point: '
                            + done.stderr)
        if code is not None:
            told.append(code)
            if code not in kiosk.rows():
                problems.append(f'{code} was told as recorded and is not in the queue')
        problems += everything_arrived_once(kiosk, portal, told)
        tap.check(f'kiosk killed at {point}', problems)


def cut_syncs(tap, kiosk, portal, points, told):
    for point in points:
        told.append(kiosk.submit())
        done = kiosk.sync(point)
        problems = []
        if done.returncode != -signal.SIGKILL:
            problems.append(f'the daemon ended with {done.returncode}, not at the fault point: '
                            + done.stderr)
        problems += everything_arrived_once(kiosk, portal, told)
        tap.check(f'daemon killed at {point}', problems)


def main():
    points = find_points()
    visit_points = [point for point in points if point.split(':')[0] in ('draft', 'seal', 'commit', 'paper')]
    sync_points = [point for point in points if point not in visit_points]
    tap = Tap()
    folder = tempfile.mkdtemp(prefix='motcua-cuts-')
    portal = Portal(folder)
    kiosk = None
    try:
        kiosk = Kiosk(folder, portal)
        told = []
        code, done = kiosk.visit()
        told.append(code)
        tap.check('a visit without a cut is recorded and sent',
                  ([] if code else [done.stderr]) + everything_arrived_once(kiosk, portal, told))
        cut_visits(tap, kiosk, portal, visit_points, told)
        cut_syncs(tap, kiosk, portal, sync_points, told)
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    print(f'1..{tap.count}')
    return tap.failed > 0


sys.exit(main())
