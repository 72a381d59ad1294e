#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-visit.py BUILDDIR SOURCEDIR: one whole visit on the shipped programs and real services.

motcua-kiosk on an X server, its camera seeing pictures of a card, touched through the
accessibility tree; a real cupsd and an IPP printer; motcua-syncd as a process; nginx with client
certificates and the reference gateway. strace watches every connection the kiosk makes. Prints TAP.
"""

import base64
import glob
import json
import os
import subprocess
import sys

import finger
import workshop
from finger import until
from visit import (CANARIES, Tap, Visit, check_clean_end, check_connections, check_memory,
                   check_nothing_stays)

PERSON = ['Trần Thị Ngọc Bích', '079192000002']


def check_record(tap, shop, code):
    record = until(lambda: next(iter(shop.records()), None), 'a record at the portal')
    tap.check('the portal holds exactly one record', len(shop.records()) != 1)
    tap.check('it was offered once', record['offers'] != 1 and record['offers'])
    tap.check('it carries the local code of the slip', record['local_code'] != code)
    tap.check('what was typed arrived letter by letter',
              record['answers']['cu_tru_tai']['text'] != f'{CANARIES[0]}, {CANARIES[1]}'
              and record['answers']['cu_tru_tai'])
    submitter = record['record']['submitter']
    tap.check('who stood there was read from the card',
              (submitter['name'], submitter['id'], submitter['assurance'])
              != ('Trần Thị Ngọc Bích', '079192000002', 'qr') and submitter)
    tap.check('the assurance claims no more than a QR can', submitter['assurance'] != 'qr')
    return record


def check_slip(tap, shop, code):
    sheets = until(lambda: glob.glob(os.path.join(shop.printer.ready['out'], '*.pdf')),
                   'a sheet out of the printer')
    picture = shop.path('slip')
    workshop.run('pdftoppm', '-r', '203', '-png', '-singlefile', sheets[0], picture)
    seen = json.loads(shop.ctl('scan', picture + '.png').stdout)
    statement = base64.b64decode(seen['payload_base64'] or '').decode()
    told = json.loads(shop.ctl('verify-receipt', statement).stdout)
    tap.check('the printed slip carries a signed statement about this submission',
              told['code'] != code and told)
    row = next(row for row in shop.rows() if row['local_code'] == code)
    tap.check('the statement fixes the sealed envelope', told['dig'] != row['digest'] and told)
    text = workshop.run('pdftotext', '-layout', sheets[0], '-').stdout
    tap.check('the slip says that it is no Giấy tiếp nhận',
              'chưa phải Giấy tiếp' not in ' '.join(text.split()) and text)
    tap.check('the slip names who handed in, with the number masked',
              ('Ngọc Bích' not in text or '079•••••0002' not in text) and text)
    tap.check('... and says nothing else of them',
              any(told in text for told in ('079192', '02/03/1992', 'Khu Phố 4')) and text)
    # Nobody knows their name any more when it is drawn anew.
    again = shop.path('again.pdf')
    shop.ctl('receipt', '--local', code, '--out', again)
    tap.check('a slip that is drawn anew names no person',
              'Bích' in workshop.run('pdftotext', again, '-').stdout)


def take_the_visit(tap, shop):
    visit = Visit(shop)
    visit.go_to_form()
    visit.fill_form()
    tap.check('from the welcome to the check page by touch alone', None)
    visit.submit()
    code = visit.local_code()
    tap.check('the screen shows the code that the queue holds', not visit.finger.sees(code)
              and visit.finger.names())
    record = check_record(tap, shop, code)
    visit.finger.wait_for(record['dossier_code'])
    tap.check('the screen shows the mã hồ sơ as soon as the portal has given it', None)
    check_slip(tap, shop, code)
    visit.finger.press('kết thúc', then='Xin chào')
    check_nothing_stays(tap, shop, PERSON)
    check_connections(tap, visit)
    check_memory(tap, visit, PERSON[:1])
    check_clean_end(tap, visit)


def main():
    if os.geteuid() != 0:
        print('1..0 # SKIP cupsd needs root')
        return 0
    tap = Tap()
    shop = workshop.Workshop(*sys.argv[1:3])
    try:
        shop.start_portal()
        shop.start_printer()
        shop.make_card()
        shop.enrol()
        shop.write_config()
        shop.start_daemon()
        take_the_visit(tap, shop)
    except (finger.Lost, RuntimeError, subprocess.TimeoutExpired) as problem:
        tap.check('the visit goes on', problem)
        shop.tell_logs()
    finally:
        shop.close()
    print(f'1..{tap.count}')
    return tap.failed > 0


sys.exit(main())
