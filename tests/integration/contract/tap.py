# SPDX-License-Identifier: GPL-3.0-or-later
"""Test Anything Protocol for a list of functions, the least that meson understands."""
import sys
import traceback


class Skip(Exception):
    """What the test needs is not on this machine; says what to install."""


def run(tests, fixture):
    """Runs each test with the fixture; the docstring's first line is the promise it keeps."""
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        name = test.__doc__.splitlines()[0].rstrip(".")
        try:
            test(fixture)
            print(f"ok {number} {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} {name} # SKIP {reason}", flush=True)
        except Exception:  # any failure is this test's, the others still run
            failed += 1
            for line in traceback.format_exc(limit=-2).splitlines():
                print("# " + line)
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)


def equal(found, expected, what="value"):
    assert found == expected, f"{what}: expected {expected!r}, found {found!r}"
