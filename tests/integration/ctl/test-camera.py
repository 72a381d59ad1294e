#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-camera.py MOTCUACTL MAKE-CARD-FRAMES: what a technician is told of a camera. Prints TAP."""

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

MOTCUACTL, MAKE_CARD_FRAMES = sys.argv[1:3]
DONE, REFUSED, USAGE = 0, 1, 2
CARD = '001085000001|012345601|Nguyễn Văn An|15081985|Nam|Phường Ngọc Thuỵ, Hà Nội|10042021'
KEYS = {'pictures', 'width', 'height', 'pictures_per_second', 'decode_ms', 'seen', 'read',
        'module_px', 'sharpness_percent', 'glare_percent', 'brightness', 'tilt_degrees',
        'good_enough', 'change'}


class Tests:
    def __init__(self, folder):
        self.folder = folder
        self.count = self.failed = 0

    def check(self, name, ok, seen=''):
        self.count += 1
        self.failed += not ok
        print(f'{"ok" if ok else "not ok"} {self.count} - {name}', flush=True)
        if not ok:
            print('\n'.join(f'# {line}' for line in str(seen).splitlines()), flush=True)

    def camera(self, *arguments):
        return subprocess.run([MOTCUACTL, 'camera', *arguments], capture_output=True, text=True,
                              timeout=60, check=False)

    def path(self, name):
        return os.path.join(self.folder, name)

    def make_pictures(self):
        """All: an empty place, a card that comes, a card that is held. Held, empty: part of them."""
        subprocess.run([MAKE_CARD_FRAMES, '--out', self.path('all'), '--count', '15', '--payload',
                        CARD], check=True, timeout=60)
        frames = sorted(glob.glob(self.path('all/*.png')))
        for name, part in (('empty', frames[:3]), ('held', frames[-5:])):
            os.mkdir(self.path(name))
            for frame in part:
                shutil.copy(frame, self.path(name))

    def good_place(self):
        done = self.camera('--images', self.path('held'))
        self.check('a card that is held is good enough', done.returncode == DONE
                   and done.stdout.rstrip().endswith('good enough for CCCD'),
                   done.stdout + done.stderr)
        done = self.camera('--images', self.path('held'), '--json')
        report = json.loads(done.stdout)
        self.check('JSON says the same', set(report) == KEYS and report['good_enough'] is True
                   and report['change'] == [] and report['pictures'] == report['read'] == 5
                   and report['module_px'] > 2.5, done.stdout)

    def empty_place(self):
        done = self.camera('--images', self.path('empty'))
        self.check('without a card it is said what to do', done.returncode == REFUSED
                   and 'hold a card' in done.stderr and 'not good enough' in done.stderr,
                   done.stdout + done.stderr)
        done = self.camera('--images', self.path('empty'), '--json')
        report = json.loads(done.stdout)
        self.check('and JSON names it', done.returncode == REFUSED and report['seen'] == 0
                   and report['change'] == ['no-code'], done.stdout)

    def stream(self):
        source = (f'multifilesrc location={self.path("all")}/frame-%03d.png '
                  'caps=image/png,framerate=15/1 loop=true ! pngdec')
        done = self.camera('--device', source, '--seconds', '3', '--json')
        report = json.loads(done.stdout)
        self.check('a stream is looked at as long as asked',
                   report['pictures'] > 5 and report['pictures_per_second'] > 1
                   and report['read'] > 0 and report['width'] == 1280, done.stdout + done.stderr)
        self.check('what the card says is said nowhere',
                   '001085' not in done.stdout + done.stderr, done.stdout + done.stderr)

    def what_cannot_be(self):
        for name, arguments, status, word in (
                ('no such device', ['--device', '/dev/video-none'], REFUSED, 'video-none'),
                ('no such folder', ['--images', self.path('nowhere')], REFUSED, 'nowhere'),
                ('no such source', ['--device', 'nosuchsrc'], REFUSED, 'nosuchsrc'),
                ('device and pictures', ['--device', 'x', '--images', 'y'], USAGE, '--images'),
                ('no time at all', ['--seconds', '0'], USAGE, '--seconds'),
                ('something more', ['more'], USAGE, '--device')):
            done = self.camera(*arguments)
            self.check(name, done.returncode == status and word in done.stderr
                       and done.stderr.startswith('motcuactl: '), f'{done.returncode} {done.stderr}')
        os.mkdir(self.path('damaged'))
        with open(self.path('damaged/0.png'), 'wb') as file:
            file.write(b'\x89PNG\r\n\x1a\n and no more')
        done = self.camera('--images', self.path('damaged'))
        self.check('a damaged picture', done.returncode == REFUSED and '0.png' in done.stderr,
                   done.stderr)


def main():
    with tempfile.TemporaryDirectory(prefix='motcua-ctl-camera-') as folder:
        tests = Tests(folder)
        tests.make_pictures()
        tests.good_place()
        tests.empty_place()
        tests.stream()
        tests.what_cannot_be()
    print(f'1..{tests.count}')
    sys.exit(tests.failed > 0)


main()
