# SPDX-License-Identifier: GPL-3.0-or-later
"""Shell scripts please shellcheck, Python ones compile."""

import json
import os
import subprocess

from tree import Complaint

NAME = 'shell'


def _is_shell(file):
    return file.suffix == '.sh' or (file.suffix == '' and os.access(file.absolute, os.X_OK)
                                    and file.is_script('bash', '/sh'))


def _check_shell(files):
    by_path = {str(f.absolute): f for f in files}
    if not by_path:
        return
    command = ['shellcheck', '--norc', '--format=json', *by_path]
    out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for found in json.loads(out):
        yield Complaint(by_path[found['file']], found['line'],
                        f"SC{found['code']}: {found['message']}")


def _check_python(file):
    try:
        compile(file.text(), file.path, 'exec')
    except SyntaxError as error:
        yield Complaint(file, error.lineno or 1, error.msg)


def check(tree):
    complaints = list(_check_shell(filter(_is_shell, tree.files)))
    for file in tree.files:
        if file.suffix == '.py' or (file.suffix == '' and file.is_script('python')):
            complaints.extend(_check_python(file))
    return complaints
