#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-carry.py BUILDDIR SOURCEDIR: a queue taken off a kiosk that cannot send, and brought to the
portal by another one: everything arrives once, whoever sends first and however often; the audit
logs of both tell it. Prints TAP.
"""

import fcntl
import json
import os
import random
import shutil
import sys
import tempfile

import rig


def ctl(places, kiosk, *arguments, check=True):
    return rig.run(places.program('app/ctl/motcuactl'), *arguments, '--state', kiosk.state,
                   check=check)


def spoil(path, into, number):
    """The same file, a byte of the envelope in the nth submission changed."""
    with open(path, encoding='utf-8') as source:
        lines = source.readlines()
    row = json.loads(lines[number])
    middle = len(row['envelope']) // 2
    letter = 'A' if row['envelope'][middle] != 'A' else 'B'
    row['envelope'] = row['envelope'][:middle] + letter + row['envelope'][middle + 1:]
    lines[number] = json.dumps(row) + '\n'
    with open(into, 'w', encoding='utf-8') as target:
        target.writelines(lines)


def check_spoilt(tap, places, kiosk, path, folder):
    spoilt = os.path.join(folder, 'spoilt.jsonl')
    spoil(path, spoilt, 2)
    done = ctl(places, kiosk, 'queue', 'import', spoilt, '--json', check=False)
    tap.check('a damaged line is refused by its number, the others are taken',
              [] if done.returncode == 1 and 'line 3' in done.stderr
              and json.loads(done.stdout) == {'taken': 2, 'known': 0, 'damaged': 1}
              else [done.stdout, done.stderr])
    others = {'no JSON': 'kiosk\n', 'no text where one should be': '{"schema": 1}\n',
              'a million lists in each other': '{"schema": ' + '[' * 1000000 + '\n', 'empty': ''}
    for name, text in others.items():
        with open(spoilt, 'w', encoding='utf-8') as target:
            target.write(text)
        done = ctl(places, kiosk, 'queue', 'import', spoilt, check=False)
        tap.check(f'a file of another kind is refused: {name}',
                  [] if done.returncode == 1 else [f'ended with {done.returncode}'])


def check_whole(tap, places, kiosk, path):
    done = ctl(places, kiosk, 'queue', 'import', path, '--json')
    again = ctl(places, kiosk, 'queue', 'import', path, '--json')
    tap.check('the whole file completes it, and a second time changes nothing',
              [] if json.loads(done.stdout) == {'taken': 1, 'known': 2, 'damaged': 0}
              and json.loads(again.stdout) == {'taken': 0, 'known': 3, 'damaged': 0}
              else [done.stdout, again.stdout])


def check_interrupted(tap, places, kiosk, folder):
    """A stick that was pulled out has half a file on it, and is put in again."""
    path = os.path.join(folder, 'again.jsonl')
    with open(f'{path}.part', 'w', encoding='utf-8') as file:
        file.write('{"schema":')
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        busy = ctl(places, kiosk, 'queue', 'export', path, check=False)
        untouched = os.path.exists(f'{path}.part') and not os.path.exists(path)
    tap.check('two exports do not write one file',
              [] if busy.returncode == 1 and untouched else [busy.stdout, busy.stderr])
    done = ctl(places, kiosk, 'queue', 'export', path, '--json', check=False)
    tap.check('an export that was interrupted is done again, and leaves nothing beside it',
              [] if done.returncode == 0 and json.loads(done.stdout)['exported'] == 3
              and not os.path.exists(f'{path}.part') else [done.stdout, done.stderr])


def check_arrival(tap, portal, broken, helper):
    helper.sync()
    first = portal.records()
    broken.sync()
    second = portal.records()
    states = {row[2] for kiosk in (broken, helper) for row in kiosk.rows().values()}
    ids = [record['id'] for record in second]
    tap.check('all is at the portal once, and both kiosks know it',
              [] if len(first) == len(second) == len(set(ids)) == 3 and states == {'sent'}
              else [f'{len(first)} and {len(second)} records', f'{states}'])
    kiosks = {record['kiosk'] for record in second if 'kiosk' in record}
    tap.check('the portal knows whose they are', [] if kiosks <= {'kiosk-000001'} else [str(kiosks)])


def check_papers(tap, places, portal, broken, helper, folder):
    """A record with papers travels whole, or not at all."""
    chance = random.Random(5)
    papers = [rig.make_paper(os.path.join(folder, name), size, chance)
              for name, size in (('a.pdf', 600_000), ('b.jpg', 30))]
    code, _ = broken.attach(papers)
    path = os.path.join(folder, 'papers.jsonl')
    ctl(places, broken, 'queue', 'export', path)
    with open(path, encoding='utf-8') as file:
        lines = file.readlines()
    spoilt = os.path.join(folder, 'spoilt-papers.jsonl')
    with open(spoilt, 'w', encoding='utf-8') as file:
        file.writelines(line for number, line in enumerate(lines) if number != 3)
    done = ctl(places, helper, 'queue', 'import', spoilt, '--json', check=False)
    tap.check('a record that has lost a part on the way is refused, and nothing of it is taken',
              [] if done.returncode == 1 and json.loads(done.stdout)['taken'] == 0
              and len(helper.rows()) == 3 else [done.stdout, done.stderr])
    ctl(places, helper, 'queue', 'import', path)
    again = ctl(places, helper, 'queue', 'import', path, '--json')
    helper.sync()
    broken.sync()
    record = next((row for row in portal.records() if row['local_code'] == code), {})
    opened = [portal.file(record, attachment, os.path.join(folder, 'opened'))
              for attachment in record.get('attachments', [])]
    sent = []
    for paper in papers:
        with open(paper, 'rb') as file:
            sent.append(file.read())
    states = {row[2] for kiosk in (broken, helper) for row in kiosk.rows().values()}
    tap.check('a record with papers travels whole, and arrives once, byte for byte',
              [] if opened == sent and states == {'sent'} and json.loads(again.stdout)['taken'] == 0
              else [f'{len(opened)} papers, {states}, {again.stdout}'])


def check_audit(tap, places, kiosk, kinds):
    listed = ctl(places, kiosk, 'audit', 'list', '--json').stdout
    events = [json.loads(line)['kind'] for line in listed.splitlines()]
    verified = json.loads(ctl(places, kiosk, 'audit', 'verify', '--json').stdout)
    tap.check(f'the audit log tells {", ".join(sorted(kinds))}, and is whole',
              sorted(kinds - set(events))
              + ([] if verified['broken'] == 0 and verified['events'] == len(events)
                 else [str(verified)]))


def main():
    places = rig.Places(*sys.argv[1:3])
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-carry-')
    portal = rig.Portal(places, folder)
    kiosks = []
    try:
        broken = rig.Kiosk(places, os.path.join(folder, 'broken'), portal)
        kiosks.append(broken)
        helper = rig.Kiosk(places, os.path.join(folder, 'helper'), portal, portal.token())
        kiosks.append(helper)
        codes = [broken.submit() for _ in range(3)]
        path = os.path.join(folder, 'queue.jsonl')
        exported = json.loads(ctl(places, broken, 'queue', 'export', path, '--json').stdout)
        with open(path, encoding='utf-8') as file:
            text = file.read()
        tap.check('the file holds all that waits, sealed, for its owner alone to read',
                  [] if exported == {'exported': 3, 'damaged': 0} and os.stat(path).st_mode & 0o77 == 0
                  and all(code in text for code in codes) and 'Nguyễn' not in text else [str(exported)])
        check_interrupted(tap, places, broken, folder)
        check_spoilt(tap, places, helper, path, folder)
        check_whole(tap, places, helper, path)
        check_arrival(tap, portal, broken, helper)
        check_papers(tap, places, portal, broken, helper, folder)
        check_audit(tap, places, broken, {'recorded', 'exported', 'sent'})
        check_audit(tap, places, helper, {'imported', 'sent'})
    finally:
        for kiosk in kiosks:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
