# SPDX-License-Identifier: GPL-3.0-or-later
"""The kiosk's process and the way through its screens."""

import os
import re
import signal
import unicodedata

import finger
import workshop

# Typed into the form; must be found nowhere afterwards.
CANARIES = ['Chim Hoàng Yến', 'Đường Khuyết Nguyệt', 'Quế Phượng Thụy']


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def skip(self, name, reason):
        self.count += 1
        print(f'ok {self.count} - {name} # SKIP {reason}', flush=True)

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
        env = dict(os.environ, GTK_A11Y='atspi', G_MESSAGES_DEBUG='all')
        if shop.printer:
            env['CUPS_SERVER'] = shop.printer.ready['cups_server']
        with open(shop.path('kiosk.log'), 'w', encoding='utf-8') as log:
            self.kiosk = shop.start(
                'strace', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o',
                self.trace, shop.program('app/kiosk/motcua-kiosk'), '--state', shop.state,
                '--config', shop.config, ready=False, env=env, stderr=log)
        self.finger = finger.Finger('motcua-kiosk')

    def pid(self):
        strace = self.kiosk.process.pid
        with open(f'/proc/{strace}/task/{strace}/children', encoding='ascii') as children:
            return int(children.read().split()[0])

    def go_to_card(self, then):
        touch = self.finger
        touch.press('Nộp hồ sơ', then='muốn làm việc gì')
        touch.press('độc thân', then='Bắt đầu làm')
        touch.press('Bắt đầu làm', then='xin ông/bà đọc')
        touch.choose('Tôi đã đọc và đồng ý')
        touch.press('Tiếp tục', then=then)

    def go_to_form(self):
        self.go_to_card(then='Có đúng là ông/bà không')

    def fill_form(self):
        touch = self.finger
        touch.press('Đúng, tiếp tục', then='xin giấy này cho ai')
        touch.choose('bản thân')
        touch.press('Tiếp tục', then='dân tộc nào')
        touch.choose('Kinh')
        touch.press('Tiếp tục', then='quốc tịch nào')
        touch.press('Tiếp tục', then='thời gian cư trú ở đâu')
        touch.press('tôi tự viết', then='chữ hoa')
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


def is_foreign(line):
    address = re.search(r'sin6?_addr=inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"', line)
    return address is not None and not re.match(r'(127\.|::1$|::ffff:127\.)', address.group(1))


def check_connections(tap, visit):
    with open(visit.trace, encoding='utf-8', errors='replace') as trace:
        lines = trace.read().splitlines()
    foreign = [line for line in lines if is_foreign(line)]
    tap.check('strace saw the kiosk connect at all', not any('connect(' in line for line in lines))
    tap.check('the kiosk speaks to Unix sockets and loopback only', '\n'.join(foreign))


def check_nothing_stays(tap, shop, person):
    """person: what the card says, in any of its spellings."""
    needles = []
    for canary in CANARIES + person:
        needles += [canary.encode('utf-8'), canary.encode('utf-16-le'),
                    unicodedata.normalize('NFD', canary).encode('utf-8')]
    kept = {}
    spools = [shop.printer.ready['spool']] if shop.printer else []
    for folder in (shop.state, shop.runtime, *spools):
        kept.update(workshop.find_bytes(folder, needles))
    with open(shop.path('kiosk.log'), 'rb') as kiosk, open(shop.path('syncd.log'), 'rb') as syncd:
        logs = kiosk.read() + syncd.read()
    kept.update({needle: 'a log' for needle in needles if needle in logs})
    tap.check('nothing typed or read stays in state, spool, runtime or logs', kept)
    seen = workshop.find_bytes(shop.state, [b'kiosk-000001'])
    tap.check('the search finds what is there', not seen)


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
            for needle in workshop.which(needles, data):
                found[needle] = found.get(needle, 0) + data.count(needle)
    return found


def check_memory(tap, visit, person):
    pid = visit.pid()
    with open(f'/proc/{pid}/limits', encoding='ascii') as limits:
        core = next(line for line in limits if line.startswith('Max core file size'))
    tap.check('the kiosk can leave no core file', core.split()[4:6] != ['0', '0'] and core)
    needles = [canary.encode('utf-8') for canary in CANARIES + person]
    tap.check('nothing typed or read stays in the memory of the kiosk', find_in_memory(pid, needles))
    tap.check('the search of the memory finds what is there',
              not find_in_memory(pid, [b'kiosk-000001']))


def check_clean_end(tap, visit):
    os.kill(visit.pid(), signal.SIGTERM)
    status = visit.kiosk.process.wait(timeout=workshop.PATIENCE_S)
    tap.check('the kiosk ends cleanly on SIGTERM', status)
