#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-crash.py BUILDDIR SOURCEDIR: the shipped kiosk killed at every turn of one visit, and once
more in the middle of recording it; the person who stands there goes on where they were, and the
portal gets one record. Prints TAP.
"""

import subprocess
import sys

import finger
import workshop
from finger import Atspi, until
from supervisor import Supervisor
from visit import Tap

NAME, ADDRESS, PAPER = 'Trần Thị Ngọc Bích', 'Thôn Năm, xã Hoằng Hóa, tỉnh Thanh Hóa', 'Sổ hộ khẩu cũ'
CHECK = 'đã đúng chưa'


KEY_BYTES = 7  # of the shortest answer, with its quotes; longer than the name of a step


def shows(touch, text):
    """In a line to write on, or anywhere else; numbers are shown in groups."""
    said = [Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
            if role == 'text' else name for role, name, node in touch.walk()]
    return any(text.replace(' ', '') in words.replace(' ', '') for words in said)


def height(touch, words):
    return touch.find(finger.BUTTONS, words).get_component_iface().get_extents(
        Atspi.CoordType.WINDOW).height


def answer(kiosk, text, then):
    """Types, is killed when that is on disk, finds it again, and goes on."""
    size = kiosk.draft_size()
    kiosk.finger.type(text)
    until(lambda: kiosk.draft_size() >= size + KEY_BYTES + len(text.encode()),
          'a draft with the answer in it')
    kiosk.kill()
    touch = kiosk.look()
    until(lambda: shows(touch, text), f'"{text}" again; there is: {touch.names()}')
    touch.press('Tiếp tục', then=then)


def up_to_consent(tap, kiosk):
    touch = kiosk.finger
    usual = height(touch, 'Nghe đọc')
    touch.press('Chữ to')
    until(lambda: height(touch, 'Nghe đọc') > usual, 'larger letters')
    large = height(touch, 'Nghe đọc')
    touch.press('Nộp hồ sơ', then='muốn làm việc gì')
    touch.press('Sao y', then='Bắt đầu làm')
    kiosk.cut('Bắt đầu làm')
    kiosk.finger.press('Bắt đầu làm', then='xin ông/bà đọc')
    kiosk.cut('xin ông/bà đọc')
    touch = kiosk.finger
    touch.choose('Tôi đã đọc và đồng ý')
    touch.press('Tiếp tục', then='Tự nhập thông tin')
    kiosk.cut('Tự nhập thông tin')
    tap.check('killed after consent: the page of the card again, and no second notice', None)
    tap.check('the letters are as large as they were',
              height(kiosk.finger, 'Nghe đọc') != large and (usual, large))


def tell_who(tap, kiosk):
    kiosk.finger.press('Tự nhập thông tin', then='Số căn cước của ông/bà')
    answer(kiosk, '079192000002', then='Họ và tên của ông/bà')
    answer(kiosk, NAME, then='sinh ngày nào')
    answer(kiosk, '02/03/1992', then='Giới tính')
    touch = kiosk.finger
    touch.choose('Nữ')
    touch.press('Tiếp tục', then='đang cư trú ở đâu')
    touch.press('tôi tự viết', then='chữ hoa')
    answer(kiosk, ADDRESS, then='Có đúng là ông/bà không')
    kiosk.cut(NAME)
    tap.check('killed on each page of who they are: every answer is there again', None)


def up_to_list(kiosk):
    """What the person has said already is filled in; what is left is answered here."""
    touch = kiosk.finger
    touch.press('Đúng, tiếp tục', then='của chủ hồ sơ')
    while not touch.sees('sao y những giấy tờ nào'):
        page = touch.names()
        if touch.sees('Số điện thoại'):
            touch.type('0912345678')
        touch.press('Tiếp tục')
        until(lambda: touch.names() != page, f'another page than {page}')


def fill_rows(tap, kiosk):
    kiosk.finger.press('Thêm', then='tên là gì')
    answer(kiosk, PAPER, then='mấy trang')
    answer(kiosk, '3', then='cần mấy bản')
    answer(kiosk, '2', then='cần ghi chú')
    kiosk.cut('cần ghi chú')
    kiosk.finger.press('Tiếp tục', then=PAPER)
    kiosk.cut(PAPER)
    tap.check('killed on each page of a row of a list: it goes on in that row', None)
    kiosk.finger.press('Xong, tiếp tục', then='bản sao điện tử')
    kiosk.finger.press('Tiếp tục', then=CHECK)
    kiosk.cut(CHECK)
    seen = kiosk.finger.names()
    tap.check('killed on the page of the answers: they are all there',
              [words for words in (NAME, PAPER) if not any(words in name for name in seen)])


def submissions(kiosk):
    return kiosk.ask('SELECT count(*) FROM submission')[0][0]


def save(tap, kiosk, shop):
    """The disk is made slow, so that there is a middle of saving."""
    slow = subprocess.Popen(['strace', '-f', '-qq', '-p', str(kiosk.process.pid), '-e',
                             'inject=fdatasync:delay_enter=4s', '-e', 'trace=fdatasync', '-o',
                             shop.path('slow')])
    kiosk.finger.press('Tôi cam đoan', then='Đang ghi nhận')
    tap.check('nothing is recorded yet when it is killed', submissions(kiosk) and 'it is')
    kiosk.cut(CHECK)
    slow.wait(timeout=60)
    tap.check('killed while saving, before the disk had it: the answers again', None)
    kiosk.finger.press('Tôi cam đoan')
    until(lambda: submissions(kiosk) == 1, 'a submission on the disk')
    kiosk.kill()
    code = kiosk.ask('SELECT local_code FROM submission')[0][0]
    kiosk.look().wait_for(code)
    tap.check('killed as soon as it was recorded: the page with its code', None)
    tap.check('which asks whether the slip came out, for nobody has seen it',
              not kiosk.finger.sees('không biết phiếu') and kiosk.finger.names())


def send(tap, kiosk, shop):
    kiosk.finger.press('kết thúc', then='Xin chào')
    shop.start_daemon()
    record = until(lambda: next(iter(shop.records()), None), 'a record at the portal')
    rows = until(lambda: [row for row in shop.rows() if row['state'] == 'sent'], 'it is sent')
    tap.check('one submission, sent once', (len(shop.records()), len(rows), record['offers'])
              != (1, 1, 1) and shop.records())
    row = record['answers']['ds'][0]
    tap.check('with what was answered between the kills',
              (record['record']['submitter']['name'], row['gt_ten'], row['gt_so_ban'])
              != (NAME, PAPER, 2) and record)
    tap.check('no draft is left', kiosk.ask('SELECT id FROM draft'))
    kiosk.cut('Xin chào')
    tap.check('killed when nobody is there: the first page', None)


def main():
    tap = Tap()
    shop = workshop.Workshop(*sys.argv[1:3])
    kiosk = None
    try:
        shop.start_portal()
        shop.enrol()
        shop.write_config(camera=False)
        kiosk = Supervisor(shop)
        up_to_consent(tap, kiosk)
        tell_who(tap, kiosk)
        up_to_list(kiosk)
        fill_rows(tap, kiosk)
        save(tap, kiosk, shop)
        send(tap, kiosk, shop)
        tap.check('there were enough kills for all of this', kiosk.started < 18 and kiosk.started)
    except (finger.Lost, RuntimeError, subprocess.TimeoutExpired) as problem:
        tap.check('the visit goes on', problem)
        shop.tell_logs()
    finally:
        if kiosk:
            kiosk.close()
        shop.close()
    print(f'1..{tap.count}')
    return tap.failed > 0


sys.exit(main())
