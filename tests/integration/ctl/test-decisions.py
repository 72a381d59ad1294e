#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-decisions.py MOTCUACTL OPERATIONS.json: what motcuactl rule and motcuactl due answer, and
how they take bad input. Prints TAP."""

import json
import subprocess
import sys

DONE, REFUSED, USAGE = 0, 1, 2
LINE_LIMIT = 1024 * 1024

count = 0
failed = 0


def check(name, good, seen=''):
    global count, failed
    count += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {count} - {name}', flush=True)
    if not good:
        print('\n'.join(f'# {line[:300]}' for line in str(seen).splitlines()), flush=True)


def run(*arguments, stdin=b''):
    return subprocess.run([sys.argv[1], *arguments], input=stdin, capture_output=True, timeout=60,
                          check=False)


def decide(*lines):
    """The answers to lines of bytes, parsed."""
    done = run('rule', stdin=b'\n'.join(lines))
    return done, [json.loads(line) for line in done.stdout.splitlines()]


def line_of(rule, data=None):
    return json.dumps({'rule': rule, 'data': data}, ensure_ascii=False).encode()


def check_operations():
    with open(sys.argv[2], encoding='utf-8') as file:
        cases = [case for case in json.load(file) if isinstance(case, list)]
    done, answers = decide(*[line_of(rule, data) for rule, data, _ in cases])
    check('rule: a line for a line', done.returncode == DONE and len(answers) == len(cases),
          f'{len(answers)} of {len(cases)}\n{done.stderr}')
    wrong = []
    for (rule, _, expected), answer in zip(cases, answers):
        if isinstance(expected, dict) and 'error' in expected:
            good = expected['error'] in answer.get('error', {}).get('message', '')
        else:
            good = 'result' in answer and json.dumps(answer['result']) == json.dumps(
                float(expected) if isinstance(answer['result'], float) else expected)
        if not good:
            wrong.append(f'{json.dumps(rule)}: {answer}')
    check('rule: every operation as the suite says', not wrong, '\n'.join(wrong))


def check_bad_lines():
    deep = b'[' * 100000 + b']' * 100000
    cases = {
        'no JSON': b'{"rule": ',
        'an empty line': b'',
        'no object': b'[1]',
        'no rule': b'{"data": 1}',
        'JSON a hundred thousand levels deep': b'{"rule": ' + deep + b'}',
        'an endless beginning of JSON': b'{"rule": ' + b'[' * 900000,
        'a line too long': b'{"rule": "' + b'a' * LINE_LIMIT + b'"}',
        'bytes that are not UTF-8': b'{"rule": "\xff"}',
        'a NUL': b'{"rule": "a\0b"}',
        'a NUL in disguise': b'{"rule": "a\\u0000b"}',
        'a number beyond 64 bits': b'{"rule": 123456789012345678901234567890}',
        'half of a character': b'{"rule": "\\ud83d"}',
    }
    good = line_of({'+': [1, 1]})
    lines = [line for bad in cases.values() for line in (bad, good)]
    done, answers = decide(*lines)
    check('rule: bad lines do not end it', done.returncode == DONE and len(answers) == len(lines),
          f'exit {done.returncode}, {len(answers)} answers')
    for name, bad, after in zip(cases, answers[::2], answers[1::2]):
        check(f'rule: {name} is refused, the next line is answered',
              bad.get('error', {}).get('type') == 'Parse' and after == {'result': 2},
              f'{bad} {after}')


def check_answers():
    for rule, error in (({'none such': 1}, 'Unknown Operator'), ({'==': [1]}, 'Invalid Arguments'),
                        ({'/': [1, 0]}, 'NaN')):
        _, answers = decide(line_of(rule))
        check(f'rule: {error}', answers[0]['error']['type'] == error, answers)
    chain = 1
    for _ in range(100):
        chain = {'!': [chain]}
    _, answers = decide(line_of(chain))
    check('rule: a rule too deep', answers[0].get('error', {}).get('type') == 'Limit', answers)
    texts = ['"', '\\', '\n', '\x01', 'Nguyễn Thị Ánh', '\U0001f600', '\u2028']
    _, answers = decide(*[line_of(text) for text in texts])
    check('rule: texts come back as they were',
          [answer['result'] for answer in answers] == texts, answers)
    numbers = [0, -1, 0.1, 1e21, 1e-7, 123456789012345678, 1.5e300, -2.5e-300]
    _, answers = decide(*[line_of(number) for number in numbers])
    check('rule: numbers come back as they were',
          [answer['result'] for answer in answers] == numbers, answers)
    empty = run('rule')
    check('rule: nothing for nothing', (empty.returncode, empty.stdout) == (DONE, b''), empty)
    check('rule: wrong usage', run('rule', 'file').returncode == USAGE)


def check_due():
    example = run('due', '--received', '2026-02-13T15:30', '--working-days', '3', '--json')
    check('due: the example', (example.returncode, example.stdout) == (
        DONE, b'{"due":"2026-02-26"}\n'), example)
    for received, unit, days, due in (
            ('2026-11-23T10:00', '--working-days', '1', '2026-11-25'),
            ('2026-11-24T10:00', '--working-days', '0', '2026-11-25'),
            ('2026-02-13T08:30:00Z', '--working-days', '3', '2026-02-26'),
            ('2026-02-13T15:30+07:00', '--working-days', '3', '2026-02-26'),
            ('2026-02-06T10:00', '--days', '10', '2026-02-23')):
        done = run('due', '--received', received, unit, days)
        check(f'due: {received} {unit} {days}', done.stdout.decode() == due + '\n', done)
    good = ['--received', '2026-02-13T15:30']
    for status, *arguments in (
            (USAGE,), (USAGE, *good), (USAGE, '--days', '3'),
            (USAGE, *good, '--days', '3', '--working-days', '3'), (USAGE, *good, '--days', '-1'),
            (USAGE, *good, '--days', 'three'), (USAGE, *good, '--days', '99999999999'),
            (USAGE, *good, '--days', '3651'), (USAGE, *good, '--days', '3', 'more'),
            (USAGE, '--received', '2026-02-30T15:30', '--days', '3'),
            (USAGE, '--received', '2026-02-13T25:30', '--days', '3'),
            (USAGE, '--received', '2026-02-13', '--days', '3'),
            (USAGE, '--received', '2026-02-13T15:30x', '--days', '3'),
            (USAGE, '--received', '', '--days', '3'),
            (REFUSED, '--received', '1999-02-13T15:30', '--days', '3'),
            (REFUSED, *good, '--days', '3', '--holidays', sys.argv[2] + '.none'),
            (REFUSED, *good, '--days', '3', '--holidays', sys.argv[2])):
        done = run('due', *arguments)
        check(f'due: exit {status} of {" ".join(arguments).replace(sys.argv[2], "FILE")}',
              done.returncode == status and done.stderr.startswith(b'motcuactl: ')
              and done.stdout == b'', done)


def main():
    check_operations()
    check_bad_lines()
    check_answers()
    check_due()
    print(f'1..{count}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
