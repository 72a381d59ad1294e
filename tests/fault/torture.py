#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""torture.py BUILDDIR SOURCEDIR [--cuts N] [--seed S] [--workers W] [--postgres]: random cuts
between a person's last touch and the portal's acknowledgement, until N of them have happened. With
--postgres the portal is three instances on one PostgreSQL, and it is they that die.

A model follows each kiosk and the portal. After every step it holds that

  told      what a person was told as recorded is in the queue, and stays there
  kept      no row ever leaves the queue, none is set aside, none is made twice by one visit
  honest    a row is "sent" only if the portal holds that envelope, and stays "sent"
  known     the portal holds nothing that the queue does not know, with the same digest

and after a last clean drain that queue and portal are the same set, each record whole and once, with
every paper that was handed in, byte for byte; and that nothing of a paper is left in the queue.

A seed reproduces what is done, in which order (with --workers 1); not the microsecond at which
a process dies. Every breach names the step and the seed.
"""

import argparse
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import rig

# Replies that mean "later" or are lies; none is a refusal, so none may set a record aside.
LIES = ('html200', 'html201', 'html500-duplicate', 'redirect', 'redirect307', 'empty', 'empty204',
        'garbage', 'garbage-gzip', 'wrong-type', '413', '503-html', '403', 'wrong-signature',
        'wrong-id', 'wrong-digest')
CUT_ANSWERS = ('close-before', 'answer-then-close', 'close-mid')
DISK_FAULTS = tuple(f'{call}:{{}}:{reason}' for call, reason in
                    (('write', errno.EIO), ('write', errno.ENOSPC), ('sync', errno.EIO)))


class Breach(Exception):
    """Something that must never be."""


class Worker:
    """One kiosk, the steps of its life, and what is believed of it."""

    def __init__(self, bench, number, seed):
        self.bench, self.random = bench, random.Random(seed)
        self.folder = os.path.join(bench.folder, f'kiosk-{number}')
        self.kiosk = rig.Kiosk(bench.places, self.folder, bench.portal, bench.portal.token())
        self.told, self.rows = set(), {}
        self.papers = {}  # local code that was told: sha256 of the papers, in order
        self.usual = {}  # seconds that a step takes when nobody cuts it

    # --- carrying out ---

    def carry_out(self, command, kill_after=None, **env):
        """Runs a program; (ended by a cut, what it said)."""
        process = subprocess.Popen(command, env=dict(os.environ, **env), stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        started = time.monotonic()
        try:
            said, _ = process.communicate(timeout=rig.PATIENCE if kill_after is None
                                          else kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
            if kill_after is None:
                raise Breach(f'{command[0]} hangs') from None
        name = os.path.basename(command[0])
        if process.returncode == 0:
            took = time.monotonic() - started
            self.usual[name] = 0.7 * self.usual.get(name, took) + 0.3 * took
        return process.returncode, said

    def some_time(self, command):
        return self.random.uniform(0, 1.1 * self.usual.get(os.path.basename(command[0]), 0.5))

    def disk_fault(self, longest):
        fault = self.random.choice(DISK_FAULTS).format(self.random.randint(1, longest))
        return {'LD_PRELOAD': self.bench.places.program('tests/fault/libio-faults.so'),
                'MOTCUA_IO_FAULT': fault,
                'MOTCUA_IO_FAULT_LENGTH': self.random.choice(('1', '1', '1000'))}

    def listen(self, said, is_submit):
        code = said.strip() if is_submit else rig.told_code(said)
        if code:
            self.told.add(code)

    # --- steps: each returns how many cuts have really happened ---

    def step_visit(self):
        """The kiosk dies at a fault point."""
        point = self.random.choice(self.bench.visit_points)
        code, said = self.carry_out(self.kiosk.visit_command(), MOTCUA_FAULT=point)
        self.listen(said, False)
        return code == -signal.SIGKILL

    def step_visit_at_once(self):
        """The kiosk dies anywhere."""
        command = self.kiosk.visit_command()
        code, said = self.carry_out(command, self.some_time(command))
        self.listen(said, False)
        return code == -signal.SIGKILL

    def step_submit(self):
        """motcuactl dies anywhere."""
        command = self.kiosk.submit_command()
        code, said = self.carry_out(command, self.some_time(command))
        self.listen(said, True)
        return code == -signal.SIGKILL

    def make_papers(self):
        """One to three files, of one part or of several."""
        paths = []
        for number in range(self.random.randint(1, 3)):
            path = os.path.join(self.folder, f'paper-{number}.{self.random.choice(("pdf", "jpg"))}')
            size = self.random.choice((20, 5_000, 131_072, 131_073, 700_000))
            paths.append(rig.make_paper(path, size, self.random))
        return paths

    def attach(self, kill_after=None, faulty=False, **env):
        """Hands in a form with papers; its exit status."""
        paths = self.make_papers()
        code, said = self.carry_out(self.kiosk.attach_command(paths, faulty), kill_after, **env)
        if said.strip():
            with_papers = []
            for path in paths:
                with open(path, 'rb') as file:
                    with_papers.append(rig.sha256(file.read()))
            self.papers[said.strip()] = with_papers
        self.listen(said, True)
        return code

    def step_submit_papers(self):
        """motcuactl dies anywhere on the way of papers."""
        return self.attach(self.some_time(self.kiosk.submit_command()) * 2) == -signal.SIGKILL

    def step_submit_papers_at(self):
        points = self.bench.attach_points + [point for point in self.bench.visit_points
                                             if point.startswith(('seal', 'commit'))]
        fault = f'{self.random.choice(points)}:{self.random.randint(1, 2)}'
        return self.attach(faulty=True, MOTCUA_FAULT=fault) == -signal.SIGKILL

    def step_submit_papers_on_bad_disk(self):
        return self.attach(**self.disk_fault(60)) != 0

    def step_submit_on_bad_disk(self):
        code, said = self.carry_out(self.kiosk.submit_command(), **self.disk_fault(12))
        self.listen(said, True)
        return code != 0

    def step_sync(self):
        """The daemon dies at a fault point, at the first or a later record."""
        self.need_work()
        point = f'{self.random.choice(self.bench.sync_points)}:{self.random.randint(1, 3)}'
        return self.carry_out(self.kiosk.sync_command(), MOTCUA_FAULT=point)[0] == -signal.SIGKILL

    def step_sync_at_once(self):
        self.need_work()
        command = self.kiosk.sync_command()
        return self.carry_out(command, self.some_time(command))[0] == -signal.SIGKILL

    def step_sync_on_bad_disk(self):
        self.need_work()
        return self.carry_out(self.kiosk.sync_command(), **self.disk_fault(20))[0] != 0

    def step_two_daemons(self):
        """A second daemon, by mistake, and one of them dies."""
        self.need_work()
        command = self.kiosk.sync_command()
        second = threading.Thread(target=self.carry_out, args=(command,))
        second.start()
        code, _ = self.carry_out(command, self.some_time(command))
        second.join()
        return code == -signal.SIGKILL

    def step_lies(self):
        return self.sync_under(self.random.choice(LIES), self.random.random() < 0.5)

    def step_cut_answer(self):
        return self.sync_under(self.random.choice(CUT_ANSWERS), False)

    def sync_under(self, action, commit):
        self.need_work()
        times = self.random.randint(1, 3)
        self.bench.portal_order(self.random.choice(('next', 'next', 'parts')), action=action,
                                times=times, commit=commit)
        self.carry_out(self.kiosk.sync_command())
        return 1

    def step_portal_dies(self):
        self.need_work()
        command = self.kiosk.sync_command()
        daemon = threading.Thread(target=self.carry_out, args=(command,))
        daemon.start()
        time.sleep(self.some_time(command))
        self.bench.portal_dies(self.random)
        daemon.join()
        return 1

    def need_work(self):
        """Something has to be on its way for a cut to mean anything."""
        while sum(row[2] == 'queued' for row in self.rows.values()) < 2:
            if self.random.random() < 0.3:
                self.attach()
            else:
                self.listen(self.carry_out(self.kiosk.submit_command())[1], True)
            self.look()

    # --- the model ---

    def look(self, visits=None):
        rows = self.kiosk.rows()
        # The portal is looked at after the queue: what is sent there is stored by then.
        stored = self.bench.portal.stored()
        lost = self.rows.keys() - rows.keys()
        problems = [f'{id} has left the queue' for id in lost]
        problems += [f'{id} was {row[2]} and is {rows[id][2]}' for id, row in self.rows.items()
                     if id in rows and row[2] == 'sent' != rows[id][2]]
        problems += [f'{id} is set aside' for id, row in rows.items() if row[2] == 'quarantined']
        problems += [f'{id} is sent, and the portal does not hold it' for id, row in rows.items()
                     if row[2] == 'sent' and stored.get(id) != row[1]]
        problems += [f'{code} was told as recorded and is not in the queue'
                     for code in self.told - {row[0] for row in rows.values()}]
        if visits is not None and len(rows.keys() - self.rows.keys()) > visits:
            problems.append('one visit has made two records')
        self.rows = rows
        if problems:
            raise Breach('; '.join(problems))

    def step(self):
        name = self.random.choices(list(self.bench.weights), self.bench.weights.values())[0]
        cuts = int(getattr(self, name)())
        try:
            self.look(visits=1 if name.startswith(('step_visit', 'step_submit')) else None)
        except Breach as breach:
            raise Breach(f'{name}: {breach}') from None
        return name, cuts

    def drain(self):
        self.bench.portal_order()
        for _ in range(3):
            self.kiosk.sync()
        self.look()
        left = [id for id, row in self.rows.items() if row[2] != 'sent']
        if left:
            raise Breach(f'{len(left)} records cannot be sent any more: {left[:3]}')
        kept = rig.read_table(os.path.join(self.kiosk.state, 'queue.db'),
                              'SELECT count (*) FROM attachment JOIN submission '
                              'ON submission.id = attachment.submission')[0][0]
        if kept:
            raise Breach(f'{kept} papers of records that are sent are still here')


class Bench:
    weights = {'step_visit': 6, 'step_visit_at_once': 4, 'step_submit': 12,
               'step_submit_on_bad_disk': 8, 'step_submit_papers': 6, 'step_submit_papers_at': 4,
               'step_submit_papers_on_bad_disk': 4, 'step_sync': 16, 'step_sync_at_once': 16,
               'step_sync_on_bad_disk': 8, 'step_two_daemons': 6, 'step_lies': 12,
               'step_cut_answer': 12, 'step_portal_dies': 3}

    def __init__(self, options):
        self.options = options
        self.places = rig.Places(options.build, options.source)
        self.visit_points, self.attach_points, self.sync_points, _ = self.places.fault_points()
        self.folder = tempfile.mkdtemp(prefix='motcua-torture-')
        self.postgres = rig.Postgres(self.folder) if options.postgres else None
        self.portal = rig.Portal(self.places, self.folder, self.postgres)
        self.portal_lock = threading.RLock()
        self.lock = threading.Lock()
        if options.postgres:
            self.weights = dict(self.weights, step_portal_dies=30)
        self.counts, self.cuts, self.steps, self.breaches, self.papers = {}, 0, 0, [], 0
        self.workers = [Worker(self, number, f'{options.seed}/{number}')
                        for number in range(options.workers)]

    def portal_order(self, stage='next', **scene):
        with self.portal_lock:
            self.portal.order(stage, **scene)

    def portal_dies(self, chance):
        with self.portal_lock:
            if self.postgres and chance.random() < 0.8:
                self.portal.kill_instance(chance)
            else:
                self.portal.kill()
                self.portal.start()

    def is_over(self):
        return self.cuts >= self.options.cuts or bool(self.breaches)

    def live(self, worker):
        try:
            while not self.is_over():
                name, cuts = worker.step()
                with self.lock:
                    self.steps += 1
                    self.cuts += cuts
                    self.counts[name] = self.counts.get(name, 0) + cuts
                    if self.steps % 500 == 0:
                        print(f'# {self.cuts} cuts in {self.steps} steps', flush=True)
        except Exception as problem:  # of a thread: told by the main one
            with self.lock:
                self.breaches.append(f'seed {self.options.seed}, step {self.steps}: {problem}')

    def torture(self):
        threads = [threading.Thread(target=self.live, args=(worker,)) for worker in self.workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def settle(self):
        """Everything is delivered once the world is well again."""
        problems = []
        for worker in self.workers:
            try:
                worker.drain()
            except Breach as breach:
                problems.append(str(breach))
        records = self.portal.records()
        ids = [record['id'] for record in records]
        known = {id for worker in self.workers for id in worker.rows}
        codes = [record['local_code'] for record in records]
        if len(ids) != len(set(ids)) or len(codes) != len(set(codes)):
            problems.append('the portal holds a record twice')
        if set(ids) != known:
            problems.append(f'{len(known)} rows here, {len(ids)} records there: not the same')
        problems += [f'{record["id"]} is not whole' for record in records
                     if not record.get('answers')]
        problems += self.compare_papers(records)
        return problems, len(ids)

    def compare_papers(self, records):
        """Every paper at the portal is the file that its record names, and was handed in."""
        told = {code: papers for worker in self.workers for code, papers in worker.papers.items()}
        out = os.path.join(self.folder, 'paper')
        problems = []
        for record in records:
            named = record.get('attachments', [])
            opened = [rig.sha256(self.portal.file(record, attachment, out)) for attachment in named]
            self.papers += len(opened)
            if opened != [attachment['sha256'] for attachment in named]:
                problems.append(f'{record["id"]} has papers that are not what it says')
            if opened != told.get(record['local_code'], opened):
                problems.append(f'{record["local_code"]} was handed in with other papers')
        return problems

    def close(self):
        for worker in self.workers:
            worker.kiosk.close()
        self.portal.close()
        if self.postgres:
            self.postgres.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('source')
    parser.add_argument('--cuts', type=int, default=1000)
    parser.add_argument('--seed', default=str(int(time.time())))
    parser.add_argument('--workers', type=int, default=2)
    parser.add_argument('--postgres', action='store_true')
    options = parser.parse_args()

    tap = rig.Tap()
    bench = Bench(options)
    started = time.monotonic()
    try:
        bench.torture()
        told = sum(len(worker.told) for worker in bench.workers)
        tap.check(f'{bench.cuts} cuts in {bench.steps} steps, seed {options.seed}: nothing told is '
                  'lost, nothing false is believed', bench.breaches)
        problems, records = bench.settle() if not bench.breaches else (['not tried'], 0)
        tap.check(f'{records} records, {told} of them told as recorded, and {bench.papers} papers are '
                  'at the portal exactly once', problems)
        never = [name for name in bench.weights if not bench.counts.get(name)]
        tap.check('every kind of cut has happened', never if options.cuts >= 200 else [])
    finally:
        bench.close()
    for name, count in sorted(bench.counts.items()):
        print(f'# {count:6} {name.removeprefix("step_").replace("_", " ")}')
    print(f'# {time.monotonic() - started:.0f} s')
    return tap.end()


sys.exit(main())
