#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-chip-visit.py BUILDDIR SOURCEDIR: a visit with the chip, on the shipped kiosk.

A real pcscd with a virtual card in its slot: the card's QR code is shown to the camera, the card
is laid on the reader, taken away too early, laid down again; the record at the portal says what
the chip is worth. Prints TAP.
"""

import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'chip'))

import slots  # noqa: E402

import finger  # noqa: E402
import workshop  # noqa: E402
from finger import until  # noqa: E402
from visit import (Tap, Visit, check_clean_end, check_connections,  # noqa: E402
                   check_memory, check_nothing_stays)

# The person of tests/lib/virtual-card, as the QR code on such a card says it.
PERSON = ['Nguyễn Văn An', '001085000001', '085000001085081554508157']
QR = ('001085000001|012345601|Nguyễn Văn An|15081985|Nam|'
      'Số 12 Ngõ 34, Phường Khương Đình, Thành phố Hà Nội|12082025')
CUT_AT = 12  # in the middle of what is read


def read_the_chip(tap, visit, card):
    touch = visit.finger
    visit.go_to_card(then='Đặt thẻ căn cước lên máy đọc')
    card.tell(f'fault {CUT_AT} remove', 'ok')
    card.insert()
    touch.wait_for('Thẻ bị nhấc ra sớm quá')
    tap.check('a card taken away too early is asked for again', None)
    card.expect('removed')
    card.tell('clear', 'ok')
    card.insert()
    touch.wait_for('Máy đã đọc con chip của thẻ')
    tap.check('and then the chip is read', not touch.sees(PERSON[0]) and touch.names())


def check_record(tap, shop):
    record = until(lambda: next(iter(shop.records()), None), 'a record at the portal')
    submitter = record['record']['submitter']
    tap.check('the record says that the chip, vouched for by its issuer, told who stood there',
              (submitter['name'], submitter['id'], submitter['assurance'])
              != (PERSON[0], PERSON[1], 'chip_pa') and submitter)


def take_the_visit(tap, shop, card):
    visit = Visit(shop)
    read_the_chip(tap, visit, card)
    visit.fill_form()
    visit.submit()
    check_record(tap, shop)
    visit.finger.press('kết thúc', then='Xin chào')
    check_nothing_stays(tap, shop, PERSON)
    check_connections(tap, visit)
    check_memory(tap, visit, PERSON[:1])
    check_clean_end(tap, visit)


def run(tap, shop, folder):
    service = slots.Service(folder)
    csca = folder / 'csca'
    csca.mkdir()
    service.start()
    card = slots.Card(shop.program('tests/lib/virtual-card/virtual-card'), service.port, csca=csca)
    try:
        shop.start_portal()
        shop.make_card(payload=QR)
        shop.enrol()
        shop.write_config(more=f'[card]\nreader=Virtual PCD 00 00\ncsca={csca}\n')
        shop.start_daemon()
        take_the_visit(tap, shop, card)
    finally:
        card.__exit__()
        service.stop()


def main():
    slots.enter_namespace()
    tap = Tap()
    shop = workshop.Workshop(*sys.argv[1:3])
    folder = slots.make_folder()
    try:
        run(tap, shop, folder)
    except (finger.Lost, RuntimeError, subprocess.TimeoutExpired) as problem:
        tap.check('the visit goes on', problem)
        shop.tell_logs()
    finally:
        shop.close()
        shutil.rmtree(folder, ignore_errors=True)
    print(f'1..{tap.count}')
    return tap.failed > 0


sys.exit(main())
