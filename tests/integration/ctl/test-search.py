#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-search.py MOTCUACTL: what motcuactl search prints, for scripts and for people. Prints TAP."""

import json
import subprocess
import sys

DONE, USAGE = 0, 2

count = 0


def check(name, good, seen=''):
    global count
    count += 1
    print(f'{"ok" if good else "not ok"} {count} - {name}', flush=True)
    if not good:
        print('\n'.join(f'# {line[:300]}' for line in str(seen).splitlines()), flush=True)


def run(*arguments):
    return subprocess.run([sys.argv[1], 'search', *arguments], capture_output=True, timeout=60,
                          check=False)


def find(text):
    done = run('--json', text)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


def main():
    done, lines = find('giay doc than')
    check('a line for each that is found, best first, with its code, its name and why',
          done.returncode == DONE and [sorted(line) for line in lines] == [['code', 'name', 'why']]
          and lines[0]['code'] == '1.004873' and 'độc thân' in lines[0]['why'],
          done.stdout.decode())

    done, lines = find('công chứng')
    check('where the words mean several things the last line asks back',
          [line['code'] for line in lines[:3]] == ['2.000815', '2.000884', '2.001035']
          and lines[-1]['question'].endswith('?')
          and [choice['code'] for choice in lines[-1]['choices']]
          == ['2.000815', '2.000884', '2.001035'], done.stdout.decode())

    _, lines = find('khia sinh')
    check('misspelled words are asked back, too', 'question' in lines[-1], lines)

    for text, code in (('khai sanh', '1.001193'), ('sanh con', '1.001193'),
                       ('cải chánh hộ tịch', '1.004859'), ('bổn sao khai sanh', '2.000635'),
                       ('má tui mất', '1.000656'), ('con tui bi tat', '1.001699'),
                       ('đám ma', '1.014028'), ('ma chay', '1.014028'), ('di chúc', '2.001035')):
        _, lines = find(text)
        check(f'{text} is understood as people say it', lines and lines[0]['code'] == code, lines)
    _, lines = find('ma chay')
    check('and asked back where it means two things', 'question' in lines[-1], lines)

    for text in ('xyzqq', '', 'tôi muốn', '%s%n', '"\'\\', 'x' * 100000):
        done, lines = find(text)
        check(f'nothing is found for {text[:10]!r}, which is no error',
              done.returncode == DONE and not lines and not done.stderr, done)

    done = run('mai táng')
    check('people get lines of text', done.returncode == DONE
          and done.stdout.decode().splitlines()[0].startswith('1.014028  Hỗ trợ chi phí mai táng')
          and 'Người đã mất đang hưởng khoản nào?' in done.stdout.decode(), done.stdout.decode())

    for arguments in ((), ('a', 'b'), (b'\xff',), ('--wrong',)):
        check(f'wrong usage: {arguments}', run(*arguments).returncode == USAGE)

    print(f'1..{count}')


main()
