#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""chip.py BUILD: reads a virtual card through a real pcscd; JSON: apdus, bytes, ms (over vpcd,
median), estimate_ms (on a contactless card). Without root or pcscd it prints a line of TAP's "skip"
instead.
"""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'integration' / 'chip'))

import slots  # noqa: E402

RUNS = 9
# Bytes at the fastest rate that cards must have; what a card takes for an answer, and for its own
# arithmetic, are assumptions.
LINE_KBIT, ANSWER_MS, ARITHMETIC_MS = 424, 5, 300


def read(motcuactl, csca):
    done = subprocess.run([motcuactl, 'card', '--json', '--can', '000001', '--csca', str(csca)],
                          capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def main():
    slots.enter_namespace()
    build = pathlib.Path(sys.argv[1])
    folder = slots.make_folder()
    csca = folder / 'csca'
    csca.mkdir()
    service = slots.Service(folder)
    service.start()
    try:
        with slots.Card(str(build / 'tests/lib/virtual-card/virtual-card'), service.port,
                        csca=csca):
            # The first may meet a card that has not settled yet.
            found = [read(str(build / 'app/ctl/motcuactl'), csca) for _ in range(RUNS + 1)][1:]
    finally:
        service.stop()
        shutil.rmtree(folder, ignore_errors=True)
    apdus, size = found[-1]['apdus'], found[-1]['bytes']
    print(json.dumps({'apdus': apdus, 'bytes': size,
                      'ms': statistics.median(one['ms'] for one in found),
                      'estimate_ms': size * 8 / LINE_KBIT + apdus * ANSWER_MS + ARITHMETIC_MS}))


main()
