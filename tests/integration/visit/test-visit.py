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
import re
import signal
import subprocess
import sys
import unicodedata

import finger
import workshop
from finger import until

# Typed into the form; must be found nowhere afterwards.
CANARIES = ['Chim Hoàng Yến', 'Đường Khuyết Nguyệt', 'Quế Phượng Thụy']


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def check(self, name, problem):
        self.count += 1
        self.failed += bool(problem)
        print(f'{"not ok" if problem else "ok"} {self.count} - {name}', flush=True)
        for line in str(problem).splitlines() if problem else []:
            print(f'# {line}', flush=True)


class Visit:
    """The kiosk's process, under strace, and a finger on its screen."""

    def __init__(self, shop):
        self.shop = shop
        self.trace = shop.path('trace')
        env = dict(os.environ, GTK_A11Y='atspi', CUPS_SERVER=shop.printer.ready['cups_server'])
        with open(shop.path('kiosk.log'), 'w', encoding='utf-8') as log:
            self.kiosk = shop.start(
                'strace', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o',
                self.trace, shop.program('app/kiosk/motcua-kiosk'), '--state', shop.state,
                '--config', shop.config, ready=False, env=env, stderr=log)
        self.finger = finger.Finger('motcua-kiosk')

    def go_to_form(self):
        touch = self.finger
        touch.press('Nộp hồ sơ', then='muốn làm việc gì')
        touch.press('độc thân', then='Bắt đầu làm')
        touch.press('Bắt đầu làm', then='xin ông/bà đọc')
        touch.choose('Tôi đã đọc và đồng ý')
        touch.press('Tiếp tục', then='Có đúng là ông/bà không')

    def fill_form(self):
        touch = self.finger
        touch.press('Đúng, tiếp tục', then='xin giấy này cho ai')
        touch.choose('bản thân')
        touch.press('Tiếp tục', then='dân tộc nào')
        touch.choose('Kinh')
        touch.press('Tiếp tục', then='quốc tịch nào')
        touch.press('Tiếp tục', then='thời gian cư trú ở đâu')
        touch.type(CANARIES[0] + ', ' + CANARIES[1])
        touch.press('Tiếp tục', then='từ ngày nào đến ngày nào')
        touch.press('Tiếp tục', then='đã kết hôn')
        touch.choose('Chưa đăng ký kết hôn')
        touch.press('Tiếp tục', then='để làm gì')
        touch.type(CANARIES[2])
        touch.press('Tiếp tục', then='đã đúng chưa')

    def submit(self):
        self.finger.press('Tôi cam đoan', then='Hoàn thành')

    def local_code(self):
        return next(row['local_code'] for row in self.shop.rows())


def check_record(tap, shop, code):
    record = until(lambda: next(iter(shop.records()), None), 'a record at the portal')
    tap.check('the portal holds exactly one record', len(shop.records()) != 1)
    tap.check('it was offered once', record['offers'] != 1 and record['offers'])
    tap.check('it carries the local code of the slip', record['local_code'] != code)
    tap.check('what was typed arrived letter by letter',
              record['answers']['cu_tru_tai'] != f'{CANARIES[0]}, {CANARIES[1]}'
              and record['answers']['cu_tru_tai'])
    applicant = record['record']['applicant']
    tap.check('who stood there was read from the card',
              (applicant['name'], applicant['id'], applicant['assurance'])
              != ('Trần Thị Ngọc Bích', '079192000002', 'qr') and applicant)
    tap.check('the assurance claims no more than a QR can', applicant['assurance'] != 'qr')
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
    tap.check('the slip names no person', 'Bích' in text or '079192' in text)


def is_foreign(line):
    address = re.search(r'sin6?_addr=inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"', line)
    return address is not None and not re.match(r'(127\.|::1$|::ffff:127\.)', address.group(1))


def check_connections(tap, visit):
    with open(visit.trace, encoding='utf-8', errors='replace') as trace:
        lines = trace.read().splitlines()
    foreign = [line for line in lines if is_foreign(line)]
    tap.check('strace saw the kiosk connect at all', not any('connect(' in line for line in lines))
    tap.check('the kiosk speaks to Unix sockets and loopback only', '\n'.join(foreign))


def check_nothing_stays(tap, shop):
    needles = []
    for canary in CANARIES + ['Trần Thị Ngọc Bích', '079192000002']:
        needles += [canary.encode('utf-8'), canary.encode('utf-16-le'),
                    unicodedata.normalize('NFD', canary).encode('utf-8')]
    kept = {}
    for folder in (shop.state, shop.printer.ready['spool'], shop.runtime):
        kept.update(workshop.find_bytes(folder, needles))
    with open(shop.path('kiosk.log'), 'rb') as kiosk, open(shop.path('syncd.log'), 'rb') as syncd:
        logs = kiosk.read() + syncd.read()
    kept.update({needle: 'a log' for needle in needles if needle in logs})
    tap.check('nothing typed or read stays in state, spool, runtime or logs', kept)
    seen = workshop.find_bytes(shop.state, [b'kiosk-000001'])
    tap.check('the search finds what is there', not seen)


def kiosk_pid(visit):
    strace = visit.kiosk.process.pid
    with open(f'/proc/{strace}/task/{strace}/children', encoding='ascii') as children:
        return int(children.read().split()[0])


def find_in_memory(pid, needles):
    """How often each needle (bytes) is in the writable memory of a process."""
    found = {}
    with open(f'/proc/{pid}/maps', encoding='utf-8') as maps, open(f'/proc/{pid}/mem', 'rb') as memory:
        for line in maps:
            where, mode = line.split()[:2]
            if 'w' not in mode:
                continue
            start, end = (int(part, 16) for part in where.split('-'))
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, ValueError):
                continue
            for needle in needles:
                if needle in data:
                    found[needle] = found.get(needle, 0) + data.count(needle)
    return found


def check_memory(tap, visit):
    pid = kiosk_pid(visit)
    with open(f'/proc/{pid}/limits', encoding='ascii') as limits:
        core = next(line for line in limits if line.startswith('Max core file size'))
    tap.check('the kiosk can leave no core file', core.split()[4:6] != ['0', '0'] and core)
    needles = [canary.encode('utf-8') for canary in CANARIES + ['Trần Thị Ngọc Bích']]
    tap.check('nothing typed or read stays in the memory of the kiosk', find_in_memory(pid, needles))
    tap.check('the search of the memory finds what is there',
              not find_in_memory(pid, [b'kiosk-000001']))


def check_clean_end(tap, visit):
    os.kill(kiosk_pid(visit), signal.SIGTERM)
    status = visit.kiosk.process.wait(timeout=workshop.PATIENCE_S)
    tap.check('the kiosk ends cleanly on SIGTERM', status)


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
    check_nothing_stays(tap, shop)
    check_connections(tap, visit)
    check_memory(tap, visit)
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
        for log in ('kiosk.log', 'syncd.log'):
            if os.path.exists(shop.path(log)):
                with open(shop.path(log), encoding='utf-8', errors='replace') as lines:
                    print(''.join(f'# {log}: {line}' for line in lines.readlines()[-20:]))
    finally:
        shop.close()
    print(f'1..{tap.count}')
    return tap.failed > 0


sys.exit(main())
