#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""motcuactl scanner, with the set-up sheet's code read off its own paper and sent through a
pseudo-terminal as well and badly set scanners send it: usage test-ctl-scanner.py MOTCUACTL"""

import base64
import json
import os
import pty
import subprocess
import sys
import tempfile

DONE, REFUSED, USAGE = 0, 1, 2
number = 0


def check(name, ok, seen=''):
    global number
    number += 1
    print(f"{'ok' if ok else 'not ok'} {number} - {name}")
    if not ok:
        print(f'#   {seen}')


def ctl(*arguments):
    return subprocess.run([sys.argv[1], *arguments], capture_output=True, timeout=120, check=False)


def read_sheet(folder):
    """The text of the code on the sheet, by way of the camera's decoder."""
    pdf = os.path.join(folder, 'sheet.pdf')
    done = ctl('scanner', 'setup-sheet', '--out', pdf)
    check('setup-sheet writes a PDF', done.returncode == DONE and open(pdf, 'rb').read(5) == b'%PDF-',
          done.stderr)
    subprocess.run(['pdftoppm', '-r', '150', '-png', pdf, os.path.join(folder, 'sheet')], check=True)
    pages = [name for name in os.listdir(folder) if name.endswith('.png')]
    check('the sheet is one page', len(pages) == 1, pages)
    seen = json.loads(ctl('scan', os.path.join(folder, pages[0])).stdout)
    return base64.b64decode(seen['payload_base64'] or '')


def scan(sent, *more):
    """What `scanner test` says of these bytes from a serial device."""
    far, near = pty.openpty()
    try:
        with subprocess.Popen([sys.argv[1], 'scanner', 'test', '--device', os.ttyname(near),
                               '--seconds', '60', *more], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            # It asks for the code once the port is open.
            asked = process.stdout.readline()
            os.write(far, sent)
            rest, errors = process.communicate(timeout=90)
            return process.returncode, asked + rest, errors
    finally:
        os.close(far)
        os.close(near)


def main():
    with tempfile.TemporaryDirectory(prefix='motcua-') as folder:
        sheet = read_sheet(folder)
    text = sheet.decode()
    letters = 'áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ'
    check('its code holds every letter of Vietnamese',
          all(letter in text for letter in letters + letters.upper()), text)

    status, said, errors = scan(b']Q1' + sheet + b'\r\n')
    check('UTF-8 is all intact', status == DONE and b'all intact' in said, said + errors)
    check('every character is counted', f'{len(text)} of {len(text)} '.encode() in said, said)

    status, said, errors = scan(sheet.decode('latin-1').encode() + b'\r')
    check('UTF-8 taken for Latin-1: told, though it can be undone',
          status == REFUSED and b'utf-8-taken-for-windows' in said and b'UTF-8' in errors,
          said + errors)

    status, said, errors = scan(text.encode('ascii', 'replace') + b'\r')
    missing = errors.decode()
    check('letters that became question marks are named', status == REFUSED
          and all(letter in missing for letter in letters), missing)

    status, said, errors = scan(text.replace('ữ', 'u').encode() + b'\r')
    check('one wrong letter is named alone', status == REFUSED and ': ữ.' in errors.decode(), errors)

    card = '001085000001||Nguyễn Văn An|15081985|Nam|Hà Nội|10042021'
    status, said, errors = scan(card.encode() + b'\r')
    check("another code is refused and not repeated", status == REFUSED
          and b'not the code' in errors and b'0010' not in said + errors
          and 'Nguyễn' not in (said + errors).decode(), said + errors)

    done = ctl('scanner', 'test', '--device', '/dev/null')
    check('a device that is no scanner is refused', done.returncode == REFUSED, done.stderr)
    for arguments in ((), ('test',), ('setup-sheet',), ('test', '--device', 'x', '--seconds', '0')):
        done = ctl('scanner', *arguments)
        check(f'wrong usage: scanner {" ".join(arguments)}', done.returncode == USAGE, done.stderr)
    print(f'1..{number}')


main()
