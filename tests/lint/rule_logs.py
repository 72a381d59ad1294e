# SPDX-License-Identifier: GPL-3.0-or-later
"""Log calls write numbers, fixed words, and texts known to name nobody."""

import re

from c_source import code_lines
from tree import Complaint, allowed

NAME = 'logs'
ROOMS = ('app/domain/', 'app/kiosk/', 'app/paper/', 'app/session/', 'app/sync/', 'drivers/',
         'offline-cache/', 'ui/')
CALL = re.compile(r'\bg_(?:message|warning|debug|info|critical|error|log)\s*\(')
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'')
CONVERSION = re.compile(r'%(?:%|[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?([a-zA-Z]))')
FORMAT_MACRO = re.compile(r'\bG_G\w+_FORMAT\b|\bPRI\w+\b')
# Texts that may be written. Errors of this project hold nothing personal either: the tests look
# for what people type in all that whole visits write at every level.
HARMLESS = (
    re.compile(r'\w+->message'),
    re.compile(r'g_strerror \(\w+\)'),
    re.compile(r'mc_\w+_to_string \(.*\)'),
    re.compile(r'sqlite3_sql \(\w+\)'),
    re.compile(r'\w+\[\w+\]\.\w+'),                     # out of a constant table
    re.compile(r'[^"]+ \? "[^"]*" : "[^"]*"'),            # one of two words
    re.compile(r'(row|sent)->id'),                      # random
    re.compile(r'answer->reason_code|code|summary->portal'), # of the contract with the gateway
    re.compile(r'reading->trouble'),                    # English, about a chip
    re.compile(r'group|key|parameter'),                 # of configuration and SQL
)


def _calls(file):
    """(line number, the call as it stands, its whole first line)."""
    lines = code_lines(file)
    for index, (number, code, line) in enumerate(lines):
        found = CALL.search(code)
        if found is None:
            continue
        text, depth = '', 0
        for _, more, whole in lines[index:index + 20]:
            start = found.end() - 1 if not text else 0
            for place in range(start, len(more)):
                depth += (more[place] == '(') - (more[place] == ')')
                text += whole[place]
                if depth == 0:
                    break
            if depth == 0:
                break
            text += '\n'
        yield number, text[1:-1], line


def _split(text):
    """The arguments of a call."""
    parts, depth, quoted, part = [], 0, STRING.sub(lambda m: 'S' * len(m.group(0)), text), ''
    for place, letter in enumerate(quoted):
        depth += (letter in '([{') - (letter in ')]}')
        if letter == ',' and depth == 0:
            parts.append(part)
            part = ''
        else:
            part += text[place]
    return [' '.join(one.split()) for one in [*parts, part]]


def _suspects(call):
    """What of a call's arguments is written as text and not known to be harmless."""
    arguments = _split(call)
    if not STRING.search(arguments[0]):
        return [arguments[0]]
    format_ = ''.join(one[1:-1] for one in STRING.findall(FORMAT_MACRO.sub('"u"', arguments[0])))
    conversions = [kind for kind in CONVERSION.findall(format_) if kind]
    aligned = len(conversions) == len(arguments) - 1
    return [argument for index, argument in enumerate(arguments[1:])
            if (not aligned or conversions[index] == 's')
            and not re.fullmatch(r'\w*n_\w+|\d+|errno', argument)
            and not any(pattern.fullmatch(argument) for pattern in HARMLESS)]


def check(tree):
    complaints = []
    for file in tree.with_suffix('.c', '.h'):
        if not file.path.startswith(ROOMS):
            continue
        for number, call, line in _calls(file):
            if allowed(line, NAME):
                continue
            complaints.extend(Complaint(file, number, f'logs "{suspect}": may it name anybody?')
                              for suspect in _suspects(call))
    return complaints
