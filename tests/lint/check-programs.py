#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-programs.py NAME=PATH...: TAP about what the built programs contain.

A virtual card reader in a shipped program would be a tool for fraud; a kiosk with an HTTP library
could speak to the world; a sync daemon that can open envelopes could read them. The rules about
absence are first tried on a program that must break them, so that a blind eye is noticed.
"""

import re
import subprocess
import sys

VIRTUAL = re.compile(r'\bmc_virtual_')
FAULT = re.compile(r'\bmc_fault_point\b')
OPENS = re.compile(r'\bCMS_|\bPKCS7_')
SPEAKS = re.compile(r'\bsnd_pcm_|\bespeak_')


def _run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Program:
    def __init__(self, name, path):
        self.name, self.path = name, path
        self.symbols = [line.split()[-1] for line in _run('nm', path).splitlines() if line]
        self.libraries = re.findall(r'^\s*(lib\S+)', _run('ldd', path), re.MULTILINE)

    def has_symbol(self, pattern):
        return any(pattern.match(symbol) for symbol in self.symbols)

    def links(self, library):
        return any(name.startswith(library) for name in self.libraries)


# Program, what is asked, the answer that must come.
QUESTIONS = [
    ('motcua-demo', 'has virtual devices', lambda p: p.has_symbol(VIRTUAL), True),
    ('motcua-kiosk', 'has virtual devices', lambda p: p.has_symbol(VIRTUAL), False),
    ('motcua-syncd', 'has virtual devices', lambda p: p.has_symbol(VIRTUAL), False),
    ('motcuactl', 'has virtual devices', lambda p: p.has_symbol(VIRTUAL), False),
    ('motcua-kiosk', 'has places to fail at', lambda p: p.has_symbol(FAULT), False),
    ('motcua-syncd', 'has places to fail at', lambda p: p.has_symbol(FAULT), False),
    ('motcuactl', 'has places to fail at', lambda p: p.has_symbol(FAULT), False),
    ('motcua-syncd', 'links libcurl', lambda p: p.links('libcurl'), True),
    ('motcua-kiosk', 'links libcurl, even by way of others', lambda p: p.links('libcurl'), False),
    ('motcua-kiosk', 'links GTK', lambda p: p.links('libgtk-4'), True),
    ('motcua-syncd', 'links GTK', lambda p: p.links('libgtk'), False),
    ('motcuactl', 'links GTK', lambda p: p.links('libgtk'), False),
    ('motcua-kiosk', 'uses CMS', lambda p: p.has_symbol(OPENS), True),
    ('motcua-syncd', 'uses CMS', lambda p: p.has_symbol(OPENS), False),
    ('motcua-speaker', 'links espeak-ng', lambda p: p.links('libespeak-ng'), True),
    ('motcua-kiosk', 'links espeak-ng', lambda p: p.links('libespeak-ng'), False),
    ('motcua-kiosk', 'links ALSA for speech', lambda p: p.has_symbol(SPEAKS), False),
    ('motcua-speaker', 'links GTK', lambda p: p.links('libgtk'), False),
    ('motcua-speaker', 'links the store', lambda p: p.links('libsqlite3'), False),
    ('motcua-speaker', 'has virtual devices', lambda p: p.has_symbol(VIRTUAL), False),
]


def main(arguments):
    programs = {}
    for argument in arguments:
        name, path = argument.split('=', 1)
        programs[name] = Program(name, path)
    asked = [q for q in QUESTIONS if q[0] in programs]

    print(f'1..{len(asked)}')
    failed = 0
    for number, (name, text, question, expected) in enumerate(asked, start=1):
        good = question(programs[name]) == expected
        failed += not good
        verdict = 'ok' if good else 'not ok'
        print(f'{verdict} {number} {name}: {text}: {"yes" if expected else "no"}')
    return 1 if failed or not asked else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
