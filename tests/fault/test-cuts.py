#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cuts.py BUILDDIR SOURCEDIR: SIGKILL at every fault point between the person's last touch
and the portal's acknowledgement. What was told as recorded is at the portal exactly once; nothing
else is lost or doubled. Prints TAP.

A point that is never reached fails, so that an old one cannot rot.
"""

import os
import random
import shutil
import signal
import sys
import tempfile

import rig


def everything_arrived_once(kiosk, portal, told):
    """After a clean drain: the queue's rows and the portal's records are the same set."""
    problems = []
    kiosk.sync()
    rows = kiosk.listed()
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
            if code not in kiosk.listed():
                problems.append(f'{code} was told as recorded and is not in the queue')
        problems += everything_arrived_once(kiosk, portal, told)
        tap.check(f'kiosk killed at {point}', problems)


def cut_attaching(tap, kiosk, portal, points, told, papers):
    """Killed while a paper is added, before anything is recorded: nothing of it is ever sent."""
    for point in points:
        code, done = kiosk.attach(papers, point)
        problems = []
        if done.returncode != -signal.SIGKILL or code is not None:
            problems.append(f'it ended with {done.returncode}, not at the fault point: {done.stderr}')
        problems += everything_arrived_once(kiosk, portal, told)
        tap.check(f'killed at {point}', problems)


def cut_syncs(tap, kiosk, portal, points, told, papers):
    for point in points:
        told.append(kiosk.attach(papers)[0] if point.startswith('part:') else kiosk.submit())
        done = kiosk.sync(point)
        problems = []
        if done.returncode != -signal.SIGKILL:
            problems.append(f'the daemon ended with {done.returncode}, not at the fault point: '
                            + done.stderr)
        problems += everything_arrived_once(kiosk, portal, told)
        tap.check(f'daemon killed at {point}', problems)


def cut_carrying(tap, kiosk, portal, points, told):
    """Killed while a form that was left for later is brought to the portal: it gets there once, and
    is no submission."""
    for number, point in enumerate(points, 1):
        kiosk.park()
        done = kiosk.sync(point)
        problems = []
        if done.returncode != -signal.SIGKILL:
            problems.append(f'the daemon ended with {done.returncode}, not at the fault point: '
                            + done.stderr)
        problems += everything_arrived_once(kiosk, portal, told)
        here = rig.read_table(os.path.join(kiosk.state, 'queue.db'),
                              'SELECT id FROM parked_errand WHERE carried_ms IS NOT NULL ORDER BY id')
        there = rig.read_table(os.path.join(portal.folder, 'portal.db'),
                               'SELECT id FROM parked WHERE data IS NOT NULL ORDER BY id')
        if len(here) != number or here != there:
            problems.append(f'{number} parked, {len(here)} told as brought, {len(there)} there')
        tap.check(f'daemon killed at {point}', problems)


def main():
    places = rig.Places(*sys.argv[1:3])
    visit_points, attach_points, sync_points, parked_points = places.fault_points()
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-cuts-')
    portal = rig.Portal(places, folder)
    kiosk = None
    try:
        kiosk = rig.Kiosk(places, folder, portal)
        told = []
        code, done = kiosk.visit()
        told.append(code)
        tap.check('a visit without a cut is recorded and sent',
                  ([] if code else [done.stderr]) + everything_arrived_once(kiosk, portal, told))
        cut_visits(tap, kiosk, portal, visit_points, told)
        papers = [rig.make_paper(os.path.join(folder, name), 300_000, random.Random(1))
                  for name in ('a.pdf', 'b.jpg')]
        cut_attaching(tap, kiosk, portal, attach_points, told, papers)
        cut_syncs(tap, kiosk, portal, sync_points, told, papers)
        cut_carrying(tap, kiosk, portal, parked_points, told)
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
