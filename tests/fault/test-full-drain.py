#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-full-drain.py BUILDDIR SOURCEDIR [COUNT]: 5,000 queued, 3 of 100 of them refused by the portal:
one cycle tries them all, and what screens count is what is there, at every look. Prints TAP.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request

import rig

EVERY = 33


def order_poison(portal, count):
    """Every 33rd offer is refused for good."""
    scenes = [{'action': 'normal', 'times': EVERY - 1}, {'action': 'rejected'}]
    body = json.dumps({'next': scenes * (count // EVERY)}).encode()
    context = rig.ssl.create_default_context(cafile=portal.ready['ca'])
    request = urllib.request.Request(f'{portal.ready["url"]}/test/behaviour', method='POST', data=body)
    with urllib.request.urlopen(request, context=context, timeout=rig.PATIENCE) as reply:
        reply.read()


def look(path):
    """What is counted and what is there, of one moment."""
    counted, there = rig.read_table(
        path, "SELECT queued || '/' || sent || '/' || quarantined FROM submission_count UNION ALL "
              "SELECT count (*) FILTER (WHERE state = 'queued') || '/' || "
              "count (*) FILTER (WHERE state = 'sent') || '/' || "
              "count (*) FILTER (WHERE state = 'quarantined') FROM submission")
    return counted[0], there[0]


def watch(kiosk):
    """One cycle, looked at again and again: (its summary, different looks, those that were false)."""
    path = os.path.join(kiosk.state, 'queue.db')
    process = subprocess.Popen(kiosk.sync_command(faulty=False), stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL)
    seen, wrong = set(), []
    while process.poll() is None:
        counted, there = look(path)
        seen.add(there)
        if counted != there:
            wrong.append(f'{counted} counted, {there} there')
    return json.loads(process.stdout.read()), len(seen), wrong


def main():
    places = rig.Places(*sys.argv[1:3])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 5000
    tap = rig.Tap()
    folder = tempfile.mkdtemp(prefix='motcua-drain-')
    portal = rig.Portal(places, folder)
    kiosk = None
    try:
        kiosk = rig.Kiosk(places, folder, portal)
        rig.run(*kiosk.submit_command(), '--count', str(count))
        order_poison(portal, count)
        summary, looks, wrong = watch(kiosk)
        poison = count // EVERY
        tap.check(f'one cycle tries all of {count}, and the {poison} that are refused stop nobody',
                  [] if (summary['attempted'], summary['sent'], summary['quarantined'],
                         summary['left']) == (count, count - poison, poison, 0) else [str(summary)])
        tap.check(f'what is counted is what is there, at {looks} different moments',
                  wrong[:3] if looks >= 20 else [f'only {looks} moments'])
        stored = portal.stored()
        tap.check('the portal holds what is said to be sent, and nothing else',
                  [] if {id for id, row in kiosk.rows().items() if row[2] == 'sent'} == stored.keys()
                  else [f'{len(stored)} there'])
    finally:
        if kiosk:
            kiosk.close()
        portal.close()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
