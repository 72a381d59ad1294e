# SPDX-License-Identifier: GPL-3.0-or-later
"""C source without what only looks like code."""

import re

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def _blank(match):
    return re.sub(r'[^\n]', ' ', match.group(0))


def code_lines(file):
    """(number, code, whole line): code has comments and literals blanked out."""
    text = file.text()
    whole = text.split('\n')
    code = TOKEN.sub(_blank, text).split('\n')
    return [(i + 1, code[i], whole[i]) for i in range(len(whole))]
