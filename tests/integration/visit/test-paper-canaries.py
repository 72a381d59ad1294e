#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-paper-canaries.py BUILDDIR SOURCEDIR: a paper is photographed and handed in, and arrives. So
its bytes are known, and another person's visit with the same paper begins, killed at every stage of
it: while the camera looks, while the page is shown, when it is sealed, on the page of all answers,
when it is recorded, and when it is sent. Neither the picture, as the camera gives it and as it is
handed in, nor what the person's card says may be on the disk, in the journal, in /run, in the swap
or, in the end, in the memory of the process. Prints TAP.
"""

import os
import subprocess
import sys

import finger
import remains
import workshop
from finger import until
from supervisor import Supervisor
from visit import Tap, find_in_memory

LOOKS, SHOWS = 'Đặt tờ giấy dưới máy chụp', 'Trang này có rõ không'
CHECK = 'đã đúng chưa'
PERSON = ('Trần Thị Ngọc Bích', '079192000002', '02031992', 'Khu Phố 4')
PLACE = 'Ngõ Sao Hôm, phường Đèn Lồng'
PIECE, PIECES = 48, 10  # bytes, and how many of them, all over a picture
FORM = [('xin giấy này cho ai', 'bản thân'), ('dân tộc nào', 'Kinh'), ('quốc tịch nào', None),
        ('thời gian cư trú ở đâu', PLACE), ('từ ngày nào đến ngày nào', None),
        ('đã kết hôn', 'đã ly hôn'), ('Có giấy tờ nào', None),
        ('Ông/bà có bản án ly hôn', 'Chụp tại máy này'), (LOOKS, None)]


def pieces(data):
    """Parts of it that are nowhere by chance."""
    step = len(data) // (PIECES + 1)
    cut = {data[at:at + PIECE] for at in range(step, len(data) - PIECE, step)}
    return {piece for piece in cut if len(set(piece)) > PIECE // 4}


def make_picture(shop):
    """What lies before the camera: its source, and pieces of it as they come from there."""
    path = shop.path('paper.png')
    workshop.run(shop.program('tests/lib/make-page-frame'), path)
    source = (f'filesrc location={path} ! pngdec ! imagefreeze ! videoconvert '
              f'! video/x-raw,framerate=10/1')
    raw = {}
    for shape in ('GRAY8', 'BGRx'):
        out = shop.path(shape)
        remains.draw(f'filesrc location={path} ! pngdec ! videoconvert ! video/x-raw,format={shape} '
                     f'! filesink location={out}')
        with open(out, 'rb') as file:
            raw[shape] = pieces(file.read())
    return source, raw


class Watch:
    def __init__(self, shop, disk, kiosk, needles):
        self.shop, self.disk, self.kiosk, self.needles = shop, disk, kiosk, needles
        self.found, self.kills = {}, 0

    def look(self, where):
        said = self.shop.journal.read()
        found = {needle: 'the disk' for needle in self.disk.find_new(self.needles)}
        found.update(workshop.find_bytes(self.shop.runtime, self.needles))
        found.update(dict.fromkeys(workshop.which(self.needles, said), 'the journal'))
        if found:
            self.found[where] = set(found.values())

    def cut(self, words, where):
        self.kills += 1
        self.kiosk.kill()
        self.look(where)
        self.kiosk.look().wait_for(words)


def write(touch, text):
    line = until(lambda: touch.find(('text',), ''), 'a line')
    finger.Atspi.EditableText.set_text_contents(line, text)


def go_to_paper(kiosk, steps=FORM):
    touch = kiosk.finger
    for (words, choice), (then, _) in zip(steps, steps[1:]):
        touch.wait_for(words)
        if choice == PLACE:
            touch.press('tôi tự viết', then='chữ hoa')
            write(touch, PLACE)
        elif choice:
            touch.choose(choice)
        touch.press('Tiếp tục', then=then, again_s=10.0)


def begin(kiosk):
    touch = kiosk.finger
    touch.press('Nộp hồ sơ', then='muốn làm việc gì')
    touch.press('độc thân', then='Bắt đầu làm')
    touch.press('Bắt đầu làm', then='xin ông/bà đọc')
    touch.choose('Tôi đã đọc và đồng ý')
    touch.press('Tiếp tục', then='Có đúng là ông/bà không')
    touch.press('Đúng, tiếp tục', then=FORM[0][0])


def finish(kiosk):
    touch = kiosk.finger
    write(touch, 'Kết hôn')
    touch.press('Tiếp tục', then=CHECK, again_s=10.0)


def take(kiosk):
    """Once: on the next page a button that says so takes it again. On a busy machine the camera may
    be given up before it has begun."""
    def is_ready():
        if kiosk.finger.find(finger.BUTTONS, 'Thử lại'):
            kiosk.finger.press('Thử lại')
        return kiosk.finger.sees('Được rồi. Chạm')
    until(is_ready, 'a good picture')
    kiosk.finger.press('Chụp', then=SHOWS, again_s=30.0)


def learn(tap, shop, kiosk):
    """The first person: what arrives is the paper; its pieces."""
    begin(kiosk)
    go_to_paper(kiosk)
    take(kiosk)
    kiosk.finger.press('Xong', then='để làm gì')
    finish(kiosk)
    kiosk.finger.press('Tôi cam đoan', then='Hoàn thành')
    record = until(lambda: next(iter(shop.records()), None), 'a record at the portal')
    path = shop.path('arrived')
    workshop.run(shop.program('tests/portal/motcua-portal'), 'attachment', '--data',
                 shop.path('portal'), '--id', record['id'], '--out', path)
    with open(path, 'rb') as file:
        paper = file.read()
    tap.check('a paper is photographed, sealed, sent, and opened by the portal',
              not paper.startswith(b'%PDF') and paper[:20])
    kiosk.finger.press('kết thúc', then='Xin chào')
    # The card never leaves the camera: only for a kiosk that has just begun is it the next person's.
    kiosk.cut('Xin chào')
    return pieces(paper)


def cut_all_the_way(tap, watch, paper, raw):
    kiosk = watch.kiosk
    begin(kiosk)
    go_to_paper(kiosk)
    until(lambda: find_in_memory(kiosk.process.pid, set().union(*raw.values())), 'its picture')
    tap.check('the search of the memory finds what the camera sees', None)
    # Where it goes on after a kill is the page before: the picture was in memory alone.
    watch.cut(FORM[-2][0], 'looking')
    go_to_paper(kiosk, FORM[-2:])
    take(kiosk)
    seen = find_in_memory(kiosk.process.pid, paper)
    tap.check('... and the picture that was taken', not seen)
    watch.cut(FORM[-2][0], 'shown')
    go_to_paper(kiosk, FORM[-2:])
    take(kiosk)
    kiosk.finger.press('Xong', then='để làm gì')
    watch.cut('để làm gì', 'sealed')
    finish(kiosk)
    watch.cut(CHECK, 'the answers')


def check_swap(tap, watch, shortage):
    if not shortage.start_swap():
        tap.skip('nothing is in the swap', shortage.why_not)
        return
    planted = remains.plant(watch.shop, shortage)
    control = [remains.spellings(text) for text in remains.PLANTED]
    try:
        shortage.press_out(control)
    finally:
        planted.stop()
    tap.check('memory is short, and nothing of it is in the swap', shortage.find(watch.needles))


def hand_in(tap, watch):
    kiosk = watch.kiosk
    kiosk.finger.press('Tôi cam đoan')
    until(lambda: kiosk.ask('SELECT count(*) FROM submission')[0][0] == 2, 'a submission on the disk')
    code = kiosk.ask('SELECT local_code FROM submission ORDER BY rowid DESC LIMIT 1')[0][0]
    watch.cut(code, 'recorded')
    records = until(lambda: len(watch.shop.records()) == 2 and watch.shop.records(), 'it is sent')
    tap.check('with its paper', [record for record in records if len(record['attachments']) != 1])
    watch.cut(code, 'sent')
    kiosk.finger.press('kết thúc', then='Xin chào')
    tap.check(f'killed {watch.kills} times: nothing on the disk, in the journal or in /run', watch.found)


def visit(tap, shop, disk, shortage, source):
    pipeline, raw = source
    shop.write_config(more=f'[card]\nreader=off\n\n[documents]\ndevice={pipeline}\n\n'
                           '[session]\nidle-seconds=600\nscan-seconds=600\n')
    shop.start_daemon()
    kiosk = Supervisor(shop)
    try:
        paper = learn(tap, shop, kiosk)
        words = {spelling for text in (*PERSON, PLACE) for spelling in remains.spellings(text)}
        watch = Watch(shop, disk, kiosk, paper | set().union(*raw.values()) | words)
        watch.look('before')
        cut_all_the_way(tap, watch, paper, raw)
        check_swap(tap, watch, shortage)
        hand_in(tap, watch)
        tap.check('nor on the whole disk when it is over', disk.find(watch.needles))
        tap.check('nor in the memory of the process', find_in_memory(kiosk.process.pid, watch.needles))
    finally:
        kiosk.close()


def main():
    if os.geteuid() != 0:
        print('1..0 # SKIP mounting needs root')
        return 0
    tap = Tap()
    shop = workshop.Workshop(*sys.argv[1:3])
    disk = shortage = None
    try:
        remains.leave_the_mounts()
        disk = remains.Disk(shop)
        shop.journal = remains.Journal(shop, disk)
        shortage = remains.Shortage(shop)
        shop.before_kiosk = shortage.command()
        shop.start_portal()
        shop.make_card()
        shop.enrol()
        visit(tap, shop, disk, shortage, make_picture(shop))
    except (finger.Lost, RuntimeError, subprocess.TimeoutExpired) as problem:
        tap.check('the visit goes on', problem)
        shop.tell_logs()
    finally:
        if shortage:
            shortage.close()
        shop.close(disk)
    print(f'1..{tap.count}')
    return tap.failed > 0


sys.exit(main())
