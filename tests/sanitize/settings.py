# SPDX-License-Identifier: GPL-3.0-or-later
"""How the builds with sanitizers are made, and what their programs are started with."""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent

# -fsanitize=fuzzer-no-link is what tests/fuzz needs; to the suites it does nothing. The names that gcc
# defines by itself tell a test that its memory cannot be searched.
ARGUMENTS = {
    'address': ['-Db_sanitize=address,undefined',
                '-Dc_args=-fsanitize=fuzzer-no-link -fno-sanitize-recover=all -U_FORTIFY_SOURCE'
                ' -D__SANITIZE_ADDRESS__'],
    'thread': ['-Db_sanitize=thread',
               f'-Dc_args=-U_FORTIFY_SOURCE -include {HERE / "hand-overs.h"} -D__SANITIZE_THREAD__'],
}
SHARED = ['-Db_lundef=false', '-Dbuildtype=debugoptimized', '-Doptimization=1']

# Suites of programs with more than one thread, in every run; those that take minutes by it are not.
THREADED = {
    'cache-attachments', 'cache-audit', 'cache-blob-check', 'cache-courier', 'cache-drafts',
    'cache-drain', 'cache-http', 'cache-outbox', 'cache-parked', 'cache-portal', 'cache-residue',
    'cache-scheduler', 'cache-store', 'cache-trust', 'card-scan', 'chip-reading', 'chip-visit',
    'codes', 'drivers-camera', 'drivers-device', 'drivers-virtual',
    'form-visit', 'keeping', 'link', 'narrator', 'paper-slips', 'paper-visit', 'park', 'park-away',
    'scanners-burst', 'scanners-device', 'scanners-group', 'scanners-hid-pos', 'scanners-serial',
    'seal-keeper', 'speaker-sandbox', 'visit',
}


def set_up(build, kind, source):
    """Configures the build unless it is there."""
    if (build / 'build.ninja').exists():
        return
    compiler = 'ccache clang' if shutil.which('ccache') else 'clang'
    done = subprocess.run(['meson', 'setup', *SHARED, *ARGUMENTS[kind], str(build), str(source)],
                          env=dict(os.environ, CC=compiler), capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        sys.exit(done.stdout[-4000:] + done.stderr[-2000:])


def surroundings(kind, build):
    """Reports go to build/reports, whoever has closed stderr. A failed g_return_if_fail is a broken
    promise of ours; GLib's slices hide what they hold."""
    log = f'log_path={build}/reports/{kind}:log_exe_name=1'
    patience = {'MOTCUA_PATIENCE': '10'}
    supp = {name: str(HERE / f'{name}.supp') for name in ('lsan', 'tsan')}
    if kind == 'thread':
        return {**patience, 'TSAN_OPTIONS': f'suppressions={supp["tsan"]}:halt_on_error=1:second_deadlock_stack=1'
                                f':ignore_noninstrumented_modules=1:{log}'}
    return {**patience, 'ASAN_OPTIONS': 'detect_leaks=1:detect_stack_use_after_return=1:abort_on_error=0'
                            f':allocator_may_return_null=1:{log}',
            'LSAN_OPTIONS': f'suppressions={supp["lsan"]}:print_suppressions=0',
            'UBSAN_OPTIONS': f'print_stacktrace=1:{log}', 'G_SLICE': 'always-malloc'}
