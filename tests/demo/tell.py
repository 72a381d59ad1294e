#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tell.py WORK OUT PORTAL: what happened on the tour, as one table; the decrypted records and the
papers that were photographed go to OUT.

The people of the tour are invented, which is why their records may be shown at all.
"""

import json
import os
import subprocess
import sys

WORK, OUT, PORTAL = sys.argv[1:4]


def read_lines(name):
    with open(os.path.join(WORK, name), encoding='utf-8') as lines:
        return lines.read().splitlines()


def print_table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for row in rows:
        print('  '.join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def fetch_papers(number, record):
    """What the citizen photographed, as the office gets to see it."""
    files = []
    for attachment in record['attachments'] or []:
        files.append(f'record-{number}-{attachment["field"]}.pdf')
        subprocess.run([PORTAL, 'attachment', '--data', os.path.join(WORK, 'portal'), '--id',
                        record['id'], '--attachment', attachment['id'], '--out',
                        os.path.join(OUT, files[-1])], check=True)
    return files


def main():
    records = [json.loads(line) for line in read_lines('records.jsonl')]
    for number, record in enumerate(records, 1):
        with open(os.path.join(OUT, f'record-{number}.json'), 'w', encoding='utf-8') as out:
            json.dump(record, out, ensure_ascii=False, indent=2)
            out.write('\n')

    papers = [fetch_papers(number, record) for number, record in enumerate(records, 1)]
    rows = [('what', 'seen')]
    for view in ('portrait', 'landscape'):
        steps = read_lines(f'{view}.steps')
        took = float(steps[-1].split()[2]) / 1000
        rows.append((f'{view} screens', f'{len(steps)} pictures in {view}/, visit of {took:.1f} s'))
    sheets = sorted(name for name in os.listdir(OUT) if name.endswith('.pdf')
                    and not name.startswith('record'))
    rows.append(('papers', ', '.join(sheets)))
    for number, record in enumerate(records, 1):
        rows.append((f'record {number} at the portal',
                     f'{record["local_code"]} → {record["dossier_code"]}, '
                     f'offered {record["offers"]}×, {len(record["answers"])} answers decrypted; '
                     f'photographed: {", ".join(papers[number - 1]) or "nothing"}'))
    print_table(rows)
    print(f'everything is in {os.path.relpath(OUT)}')
    return 0 if [len(files) for files in papers] == [1, 1] else 1


sys.exit(main())
