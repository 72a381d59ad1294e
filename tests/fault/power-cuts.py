#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""power-cuts.py BUILDDIR SOURCEDIR [--cuts N] [--seed S]: real cuts of the power. A kiosk and a
portal live on a small machine (User-Mode-Linux) with disks of their own; the machine is killed
with all that it has not written through, and started again, N times. Then everything that was
ever told as recorded is at the portal, once. Prints TAP.
"""

import argparse
import os
import random
import re
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import rig

KERNEL = 'linux.uml'
BOOT_PATIENCE = 180
DISK_BYTES = 256 * 1024 * 1024
PAPER_BYTES = 300_000  # two parts and a manifest


class NoMachine(Exception):
    """User-Mode-Linux does not run here (no ptrace, a processor that it does not know)."""


class Machine:
    def __init__(self, places, folder):
        self.places, self.folder, self.process = places, folder, None
        self.paper = rig.make_paper(os.path.join(folder, 'paper.pdf'), PAPER_BYTES,
                                    random.Random(1))
        self.disks = [os.path.join(folder, name) for name in ('kiosk.img', 'portal.img')]
        for disk in self.disks:
            with open(disk, 'wb') as image:
                image.truncate(DISK_BYTES)
            rig.run('mkfs.ext4', '-q', '-F', disk)

    def start(self, mode):
        command = [KERNEL, 'mem=384M', 'root=none', 'rootfstype=hostfs', 'rootflags=/', 'rw',
                   f'init={self.places.source}/tests/fault/guest.sh', 'con=null', 'con0=null,fd:1',
                   'quiet', f'uml_dir={self.folder}/uml', f'ubd0={self.disks[0]}',
                   f'ubd1={self.disks[1]}', f'BUILD={self.places.build}',
                   f'SOURCE={self.places.source}', f'MODE={mode}', f'PAPER={self.paper}']
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
            env=dict(os.environ, TMPDIR='/dev/shm',
                     LD_PRELOAD=self.places.program('tests/fault/libwide-registers.so')))
        os.set_blocking(self.process.stdout.fileno(), False)
        self.said = ''
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)

    def listen(self, until=None, seconds=BOOT_PATIENCE):
        """Hears the machine until it says a word, ends, or time is up; whether it said it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if until and re.search(rf'^{until}\b', self.said, re.MULTILINE):
                return True
            if 'FAILED' in self.said:
                raise RuntimeError(self.said)
            if self.selector.select(deadline - time.monotonic()):
                data = self.process.stdout.read()
                if data == b'':
                    break
                self.said += (data or b'').decode(errors='replace').replace('\r', '')
        return False

    def end(self):
        """Whatever has happened, no machine stays behind."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def cut(self):
        """Pulls the plug: nothing that the guest has not written through is anywhere."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        rest = self.process.stdout.read()
        self.said += (rest or b'').decode(errors='replace').replace('\r', '')
        self.selector.close()
        self.process.stdout.close()
        shutil.rmtree(os.path.join(self.folder, 'uml'), ignore_errors=True)
        # The last line may be half a word.
        return self.said[:self.said.rfind('\n') + 1]


def live_and_cut(machine, chance, word):
    """word (nullable): what has to have happened first; a busy host takes its time."""
    machine.start('live')
    if not machine.listen('LIVE'):
        if 'UP' not in machine.said.splitlines():
            raise NoMachine
        raise RuntimeError(f'the machine does not start: {machine.said}')
    if word and not machine.listen(word):
        raise RuntimeError(f'nobody finishes anything: {machine.said}')
    machine.listen(seconds=chance.uniform(0.05, 3))
    return re.findall(r'^RECORDED (\S+)$', machine.cut(), re.MULTILINE)


def settle(machine):
    machine.start('settle')
    if not machine.listen('SETTLED'):
        raise RuntimeError(f'the machine does not settle: {machine.said}')
    said = machine.cut()
    rows = {id: (code, state) for id, code, state, _ in read_rows(said)}
    papers = sum(count != '0' for _, _, _, count in read_rows(said))
    return rows, papers, re.findall(r'^STORED (\S+)$', said, re.MULTILINE), 'CHECKED ok' in said


def read_rows(said):
    return re.findall(r'^ROW (\S+) (\S+) (\S+) (\d+)$', said, re.MULTILINE)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('source')
    parser.add_argument('--cuts', type=int, default=5)
    parser.add_argument('--seed', default=str(int(time.time())))
    options = parser.parse_args()
    if not shutil.which(KERNEL):
        print(f'1..0 # SKIP {KERNEL} is not installed')
        return 0

    tap, chance, told, machine = rig.Tap(), random.Random(options.seed), [], None
    folder = tempfile.mkdtemp(prefix='motcua-power-')
    try:
        machine = Machine(rig.Places(options.build, options.source), folder)
        # Some cuts come in the first moments, most among visits; the first when a paper was handed in.
        for number in range(options.cuts):
            word = chance.choice((None, 'RECORDED', 'PAPER')) if number else 'PAPER'
            told += live_and_cut(machine, chance, word)
        rows, papers, stored, is_whole = settle(machine)
    except NoMachine:
        print(f'1..0 # SKIP {KERNEL} does not run on this machine')
        return 0
    finally:
        if machine:
            machine.end()
        shutil.rmtree(folder, ignore_errors=True)

    codes = {code for code, _ in rows.values()}
    tap.check(f'{options.cuts} power cuts, seed {options.seed}: all {len(told)} visits that were told '
              'as recorded are in the queue', [code for code in told if code not in codes])
    tap.check(f'{len(stored)} records, {papers} of them with a paper, are at the portal, all that the '
              'queue has, once',
              ([] if papers else ['no paper between the cuts'])
              + ([] if told else ['nothing was recorded between the cuts'])
              + [f'{id} is {state}' for id, (_, state) in rows.items() if state != 'sent']
              + sorted(set(stored) ^ set(rows))
              + ([] if len(stored) == len(set(stored)) else ['one of them twice']))
    tap.check('the database is whole', [] if is_whole else ['integrity_check'])
    return tap.end()


sys.exit(main())
