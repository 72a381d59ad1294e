# SPDX-License-Identifier: GPL-3.0-or-later
"""No goto, no print statements left from debugging, no paths of somebody's machine."""

import os
import re

from c_source import code_lines
from tree import Complaint, allowed

NAME = 'words'
GOTO = re.compile(r'\bgoto\b')
PRINT = re.compile(r'\b(?:printf|puts|putchar|perror|g_print|g_printerr)\s*\(')
STANDARD_STREAM = re.compile(r'\bf(?:printf|puts|write)\s*\([^;]*\bstd(?:out|err)\b')
# Folders that exist on one person's machine alone.
PRIVATE_PATH = re.compile(r'(?<![\w.$}-])/(?:home|root|work|workspace|builds|Users)/[\w.-]')
PARENT_PATH = re.compile(r'(?<![\w./-])((?:\.\./)+)[\w-]')
# Rooms without a terminal: they return errors, and main () decides what is said.
SILENT = ('app/domain/', 'app/paper/', 'app/session/', 'drivers/', 'offline-cache/', 'ui/')
BINARY = ('.png', '.ttf', '.jpg', '.jpeg', '.pdf', '.der', '.cms', '.db', '.ogg', '.opus',
          '.wav', '.woff2', '.gz', '.pyc', '.seed')


def _check_c(file):
    silent = file.path.startswith(SILENT)
    for number, code, line in code_lines(file):
        if allowed(line, NAME):
            continue
        if GOTO.search(code):
            yield Complaint(file, number, 'goto')
        if silent and (PRINT.search(code) or STANDARD_STREAM.search(code)):
            yield Complaint(file, number, 'prints: return an error, or log from the session')


def _leaves_root(file, steps):
    depth = file.path.count(os.sep)
    return steps.count('../') > depth


def _check_paths(file):
    for number, line in file.lines():
        if allowed(line, NAME):
            continue
        if PRIVATE_PATH.search(line):
            yield Complaint(file, number, 'a path of one machine')
        parent = PARENT_PATH.search(line)
        if parent is not None and _leaves_root(file, parent.group(1)):
            yield Complaint(file, number, 'a path out of the project')


def check(tree):
    complaints = []
    for file in tree.files:
        if file.suffix in ('.c', '.h'):
            complaints.extend(_check_c(file))
        if file.suffix not in BINARY:
            complaints.extend(_check_paths(file))
    return complaints
