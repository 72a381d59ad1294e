#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-udev.py DIRECTORY: TAP: udev itself understands the rules in it.

It reads them in a namespace where nobody else does, beside a file of bad ones, so that a udev that
complains of nothing is noticed. The groups they name are those of the sysusers files there.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

RUN = pathlib.Path('/run/udev')
DEVICE = '/sys/class/mem/null'
BAD = 'SUBSYSTEM=="tty", GRUP="x"\nnonsense\n'


def enter_namespace():
    if os.environ.get('MOTCUA_UDEV_NAMESPACE') == '1':
        return
    for needed, there in (('root', os.geteuid() == 0), ('udevadm', shutil.which('udevadm')),
                          (DEVICE, os.path.exists(DEVICE))):
        if not there:
            print(f'1..0 # SKIP needs {needed}')
            sys.exit(0)
    os.environ['MOTCUA_UDEV_NAMESPACE'] = '1'
    os.execvp('unshare', ['unshare', '-m', sys.executable, *sys.argv])


def add_groups(directory, folder):
    """An /etc/group that has the groups of the sysusers files."""
    names = [name for path in sorted(directory.glob('*.sysusers'))
             for name in re.findall(r'^g\s+(\S+)', path.read_text('utf-8'), re.MULTILINE)]
    groups = pathlib.Path('/etc/group').read_text('utf-8')
    mine = folder / 'group'
    mine.write_text(groups + ''.join(f'{name}:x:{64000 + index}:\n'
                                     for index, name in enumerate(names)), 'utf-8')
    subprocess.run(['mount', '--bind', str(mine), '/etc/group'], check=True)


def complaints(name):
    env = dict(os.environ, SYSTEMD_LOG_LEVEL='debug')
    told = subprocess.run(['udevadm', 'test', DEVICE], env=env, capture_output=True, text=True,
                          check=False)
    lines = (told.stdout + told.stderr).splitlines()
    read = any('Reading rules file' in line and line.endswith(name) for line in lines)
    return [line for line in lines if re.search(rf'{re.escape(name)}:\d+ ', line)
            and re.search('invalid|unknown|ignoring|failed', line, re.IGNORECASE)] \
        or ([] if read else ['it was not read at all'])


def main():
    enter_namespace()
    directory = pathlib.Path(sys.argv[1])
    rules = sorted(directory.glob('*.rules'))
    RUN.mkdir(exist_ok=True)
    subprocess.run(['mount', '-t', 'tmpfs', 'tmpfs', str(RUN)], check=True)
    (RUN / 'rules.d').mkdir()
    (RUN / 'rules.d' / '99-bad.rules').write_text(BAD, 'utf-8')
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        add_groups(directory, pathlib.Path(folder))
        for path in rules:
            shutil.copy(path, RUN / 'rules.d')
        print(f'1..{len(rules) + 1}')
        for number, name in enumerate(['99-bad.rules', *(path.name for path in rules)], start=1):
            found = complaints(name)
            good = len(found) == 2 if number == 1 else not found
            failed += not good
            what = 'udev complains of bad rules' if number == 1 else f'udev understands {name}'
            print(f'{"ok" if good else "not ok"} {number} - {what}')
            for line in found if not good else []:
                print(f'# {line}')
        subprocess.run(['umount', '/etc/group'], check=True)
    return 1 if failed or not rules else 0


sys.exit(main())
