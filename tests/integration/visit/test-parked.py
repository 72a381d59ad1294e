#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-parked.py BUILDDIR SOURCEDIR: a form left at one kiosk and finished at another, looked at from
a counter in between; three machines, three daemons, one portal behind nginx with mutual TLS. Prints TAP.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time

import workshop
from visit import Tap

PERSON = ['Trần Thị Ngọc Bích', '079192000002', 'Tân Phong']
PATIENCE_S = 60


class Machine(workshop.Workshop):
    """One enrolled machine; its config gives it a runtime directory of its own."""

    def __init__(self, portal, *arguments):
        super().__init__(*arguments)
        self.portal = portal

    def join(self, home):
        self.write_config(camera=False, more='')
        token = workshop.run(self.program('tests/portal/motcua-portal'), 'token', '--data',
                             home.path('portal')).stdout.strip()
        ready = self.portal.ready
        self.ctl('enrol', '--url', ready['url'], '--token', token, '--ca', ready['ca'])

    def visit(self, what, slip=''):
        """{"SLIP": ..., "CARRIED": ...}, or what else was said."""
        done = subprocess.run([self.program('tests/integration/visit/parked-visit'), '--state',
                               self.state, '--runtime', self.runtime, what], input=slip + '\n',
                              capture_output=True, text=True, timeout=2 * PATIENCE_S, check=False)
        with open(self.path('kiosk.log'), 'a', encoding='utf-8') as log:
            log.write(done.stderr)
        if done.returncode != 0:
            raise RuntimeError(f'{what}: {done.stderr}')
        return dict(line.partition(' ')[::2] for line in done.stdout.splitlines())

    def counter(self, slip, *more):
        """(exit status, JSON or the reason)"""
        done = subprocess.run([self.program('app/ctl/motcuactl'), 'parked', '--state', self.state,
                               '--config', self.config, 'open', '--qr', '-', *more],
                              input=slip + '\n', capture_output=True, text=True, timeout=PATIENCE_S,
                              check=False)
        return done.returncode, json.loads(done.stdout) if done.returncode == 0 else done.stderr

    def ask(self, sql):
        with sqlite3.connect(f'file:{self.state}/queue.db?mode=ro', uri=True) as database:
            return database.execute(sql).fetchall()

    def until(self, sql, rows):
        end = time.monotonic() + PATIENCE_S
        while self.ask(sql) != rows:
            if time.monotonic() > end:
                raise RuntimeError(f'{sql}: {self.ask(sql)}, not {rows}')
            time.sleep(0.05)


def check_offline(tap, a, b, slip):
    """Before anything has left the first machine."""
    tap.check('parked here at once, without a daemon', a.ask('SELECT count(*) FROM parked') != [(1,)])
    told = b.visit('go-on', slip).get('TROUBLE')
    tap.check('another machine says that it has nothing', told != 'ticket-unknown' and told)
    status, said = a.counter('MCP1 something else')
    tap.check('what is no slip is refused with a reason', status != 1 and said)


def check_carried(tap, a, c, slip):
    a.start_daemon()
    a.until('SELECT carried_ms > 0 FROM parked_errand', [(1,)])
    status, draft = c.counter(slip)
    answers = draft.get('answers', {}) if status == 0 else {}
    tap.check('a counter opens it with the slip: person and answers',
              (status or draft['person']['name'] != PERSON[0] or len(answers) < 5
               or draft['from'] != 'portal') and draft)
    other = slip[:-1] + ('A' if slip[-1] != 'A' else 'Q')
    status, said = c.counter(other)
    tap.check('without its key nobody does', status != 1 and said)
    return draft


def check_finished(tap, a, b, c, slip, draft):
    recorded = b.visit('go-on', slip).get('RECORDED')
    tap.check('finished at another kiosk, as the submission that it was to be',
              recorded != draft['submission'] and (recorded, draft['submission']))
    b.until('SELECT count(*) FROM parked_errand', [(0,)])
    told = a.visit('go-on', slip).get('TROUBLE')
    tap.check('where it was parked the slip is used up', told != 'ticket-used' and told)
    status, said = c.counter(slip)
    tap.check('and at the counter', (status != 1 or 'has been used' not in said) and said)
    b.until("SELECT count(*) FROM submission WHERE state = 'sent'", [(1,)])
    a.until('SELECT count(*) FROM parked', [(0,)])


def check_counter_takes(tap, a, c):
    """The counter goes on with another one: then no kiosk does."""
    told = a.visit('leave-and-stay')
    tap.check('the screen says it when the portal has it', 'CARRIED' not in told and told)
    status, said = c.counter(told['SLIP'], '--take')
    tap.check('a counter takes it over', status and said)
    c.until('SELECT count(*) FROM parked_errand', [(0,)])
    trouble = a.visit('go-on', told['SLIP']).get('TROUBLE')
    tap.check('and no kiosk goes on with it', trouble != 'ticket-used' and trouble)
    return told['SLIP']


def check_nothing_readable(tap, machines, home, slips):
    needles = [text.encode(code) for text in PERSON for code in ('utf-8', 'utf-16-le')]
    needles += [slip[30:].encode() for slip in slips]
    kept = workshop.find_bytes(home.path('portal'), needles)
    for machine in machines:
        for folder in (machine.state, machine.runtime):
            kept.update(workshop.find_bytes(folder, needles))
        for name in filter(lambda log: os.path.exists(machine.path(log)), ('kiosk.log', 'syncd.log')):
            with open(machine.path(name), 'rb') as log:
                said = log.read()
            kept.update({needle: name for needle in needles if needle in said})
    tap.check('nothing of it can be read on any disk or log, the portal\'s included', kept)
    tap.check('the search finds what is there',
              not workshop.find_bytes(home.path('portal'), [b'kiosk-000001']))


def main():
    tap = Tap()
    home = workshop.Workshop(*sys.argv[1:3])
    machines = []
    os.environ['G_MESSAGES_DEBUG'] = 'all'
    try:
        home.start_portal()
        machines = [Machine(home.portal, *sys.argv[1:3]) for _ in range(3)]
        for machine in machines:
            machine.join(home)
        a, b, c = machines
        b.start_daemon()
        c.start_daemon()
        slip = a.visit('leave')['SLIP']
        check_offline(tap, a, b, slip)
        draft = check_carried(tap, a, c, slip)
        check_finished(tap, a, b, c, slip, draft)
        other = check_counter_takes(tap, a, c)
        ids = [row['id'] for row in home.records()]
        tap.check('the portal has it once', ids != [draft['submission']] and ids)
        check_nothing_readable(tap, machines, home, [slip, other])
        audits = [json.loads(m.ctl('audit', 'verify', '--json').stdout)['broken'] for m in machines]
        tap.check('the audit logs are whole', audits != [0, 0, 0] and audits)
    except (RuntimeError, KeyError, subprocess.TimeoutExpired) as problem:
        tap.check('the visits go on', repr(problem))
        for machine in machines:
            machine.tell_logs()
    finally:
        for machine in machines:
            machine.close()
        home.close()
    print(f'1..{tap.count}')
    return tap.failed > 0


sys.exit(main())
