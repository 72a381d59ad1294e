#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-canaries.py BUILDDIR SOURCEDIR: twenty answers of every kind, one visit, the shipped kiosk
killed on every page that asks or shows one; then the form is left for later. Its state lies on a
disk image of its own, and so do the files of systemd-journald, which it and whoever else is started
here speak to. The image is read byte by byte after each kill, whatever has been deleted in it; in
the end so is the memory of the process (all it can write to: more than a core file has). While the
form shows every answer, the kernel is told to swap the kiosk out, and the swap is read in the same
way. Nothing may be found, in any spelling. Prints TAP.

Not looked at: what the X server and the accessibility bus hold, and /dev/log, which nobody of ours
writes to.
"""

import os
import subprocess
import sys

import finger
import remains
import workshop
from finger import Atspi, until
from remains import spellings
from supervisor import Supervisor
from visit import Tap, find_in_memory

PROCEDURE = 'tests/data/procedures/every-field.json'

# What is typed, page by page: {label: text}; a page without labels is gone on from as it is.
WHO = [('Số căn cước', {'Số định danh': '079192000002'}),
       ('Họ và tên', {'Họ, chữ đệm': 'Chim Hoàng Yến Oanh'}),
       ('sinh ngày nào', {'Ngày, tháng': '17/09/1963'}),
       ('Giới tính', 'Nữ'),
       ('cư trú ở đâu', {'Nơi cư trú': 'Ngõ Khuyết Nguyệt, phường Lạc Diên'})]
PEOPLE = ['Đỗ Thạch Lựu Hồng', 'Lò Vân Ẩn Sĩ', 'Mùa Thị Pháo Sáng']
BIRTHS = ['21/11/1957', '05/08/1948', '29/02/1976']


class Watch:
    """What has been typed so far, and where it is looked for."""

    def __init__(self, tap, shop, disk, kiosk):
        self.tap, self.shop, self.disk, self.kiosk = tap, shop, disk, kiosk
        self.typed = []
        self.kills = 0
        self.found = {}

    def needles(self):
        return set().union(*(spellings(text) for text in self.typed)) if self.typed else set()

    def look(self, where):
        needles = self.needles()
        # All that is said is on the disk by then.
        said = self.shop.journal.read()
        found = {needle: 'the disk' for needle in self.disk.find_new(needles)}
        for folder in (self.shop.runtime, *([self.shop.printer.ready['spool']]
                                            if self.shop.printer else [])):
            found.update(workshop.find_bytes(folder, needles))
        found.update(dict.fromkeys(workshop.which(needles, said), 'the journal'))
        if found:
            self.found[where] = found

    def kill(self, words):
        """Killed as it stands; what is on the disk then is looked through."""
        self.kills += 1
        self.kiosk.kill()
        self.look(words)
        self.kiosk.look().wait_for(words)


def fill(watch, label, text):
    """Into the line that is called so; an address is written by oneself."""
    kiosk = watch.kiosk
    if kiosk.finger.find(finger.BUTTONS, 'tôi tự viết'):
        kiosk.finger.press('tôi tự viết')
    line = until(lambda: kiosk.finger.find(('text',), label), f'a line {label}')
    saved = kiosk.draft_number()
    Atspi.EditableText.set_text_contents(line, text)
    if len(text) > 1:  # a single figure is everywhere
        watch.typed.append(text)
    until(lambda: kiosk.draft_number() > saved, f'a draft with {label} after {watch.typed}')


def answer_page(watch, words, lines):
    watch.kiosk.finger.wait_for(words)
    if isinstance(lines, str):
        watch.kill(words)
        watch.kiosk.finger.choose(lines)
    else:
        for label, text in lines.items():
            fill(watch, label, text)
        watch.kill(words)


def go_on(watch, then, button='Tiếp tục'):
    """The list's own button is 'Xong, tiếp tục': pressed for the one of a row, it would leave the
    list; nor may one press more go on from a page that can be left empty. The next page is in the
    draft before anything is typed there."""
    saved = watch.kiosk.draft_number()
    watch.kiosk.finger.press(button, then=then, again_s=10.0)
    until(lambda: watch.kiosk.draft_number() > saved, f'a draft of {then}')


def tell_who(watch):
    touch = watch.kiosk.finger
    touch.press('Nộp hồ sơ', then='muốn làm việc gì')
    touch.press('Thử mọi câu hỏi', then='Bắt đầu làm')
    touch.press('Bắt đầu làm', then='xin ông/bà đọc')
    touch.choose('Tôi đã đọc và đồng ý')
    touch.press('Tiếp tục', then='Tự nhập thông tin')
    touch.press('Tự nhập thông tin', then=WHO[0][0])
    for (words, lines), (then, _) in zip(WHO, WHO[1:] + [('Có đúng là ông/bà không', None)]):
        answer_page(watch, words, lines)
        go_on(watch, then)
    watch.kill('Có đúng là ông/bà không')
    go_on(watch, 'hồ sơ cho ai', 'Đúng, tiếp tục')


def fill_form(watch):
    pages = [('hồ sơ cho ai', 'chưa thành niên'),
             ('tên là gì', {'Họ': 'Quế Phượng Thụy Miên', 'Số định danh': '001085000001'}),
             ('cư trú ở đâu', {'': 'Thôn Sơn Ca, xã Hạc Trắng, tỉnh Thiên Nga'}),
             ('Liên lạc', {'iện thoại': '0987612345', 'hư điện tử': 'yen.khuyet@nguyet.vn'}),
             ('đã từng làm', 'Không'),
             ('nhận kết quả', 'trực tuyến'),
             ('mấy bản sao', {'': '7'}),
             ('Vốn kinh doanh', {'': '736491258'}),
             ('lúc nào', {'Ngày': '13/07/2019'}),
             ('Lý do', {'': 'Vì chim yến bay về tổ cũ bên sông Tiêu Tương'})]
    for (words, lines), (then, _) in zip(pages, pages[1:] + [('cùng ở với', None)]):
        answer_page(watch, words, lines)
        go_on(watch, then)
    for person, birth in zip(PEOPLE, BIRTHS):
        go_on(watch, 'tên là gì', 'Thêm')
        answer_page(watch, 'tên là gì', {'': person})
        go_on(watch, 'sinh ngày nào')
        answer_page(watch, 'sinh ngày nào', {'sinh': birth})
        go_on(watch, person)
    watch.kill(PEOPLE[-1])
    go_on(watch, 'từ ngày nào đến ngày nào', 'Xong, tiếp tục')
    fill(watch, 'Từ', '03/04/2011')
    fill(watch, 'Đến', '19/10/2018')
    watch.kill('từ ngày nào đến ngày nào')
    go_on(watch, 'đọc kỹ và cam đoan')
    answer_page(watch, 'đọc kỹ và cam đoan', 'Tôi cam đoan như trên')
    go_on(watch, 'đã đúng chưa')
    watch.kill('đã đúng chưa')


def check_searches(tap, watch):
    """What is there is found: the sealed draft of this moment, and on the page that shows all the
    answers each of them in the memory."""
    def is_on_disk():
        return watch.disk.find({watch.kiosk.draft_start()})
    tap.check('the search of the disk finds the draft', not until(is_on_disk, 'a draft on the disk'))
    said = [b'SYSLOG_IDENTIFIER=motcua-kiosk', b'GLIB_DOMAIN=']
    tap.check('... and the journal of the kiosk, by its stream and by GLib',
              set(said) - watch.disk.find(said))
    seen = find_in_memory(watch.kiosk.process.pid, watch.needles())
    tap.check('the search of the memory finds every answer while they are shown',
              [text for text in watch.typed if not spellings(text) & set(seen)])


def check_nothing(tap, watch, what):
    watch.look(what)
    watch.found.update({needle: 'the disk' for needle in watch.disk.find(watch.needles())})
    tap.check(f'{what}: no answer in state, spool, runtime or journal, in any spelling', watch.found)
    pid = watch.kiosk.process.pid
    tap.check(f'{what}: nor in the memory of the process', find_in_memory(pid, watch.needles()))


def check_swap(tap, watch, shortage):
    """The kiosk, the voice that it has started, and the key of the drafts in /run: they stay."""
    if not shortage.start_swap():
        tap.skip('nothing is in the swap', shortage.why_not)
        return
    planted = remains.plant(watch.shop, shortage)
    control = [spellings(text) for text in remains.PLANTED]
    try:
        shortage.press_out(control)
    finally:
        planted.stop()
    tap.check('memory is short: what others keep in memory and in /run is found in the swap', None)
    with open(os.path.join(watch.shop.runtime, 'draft.key'), 'rb') as key:
        needles = watch.needles() | {key.read()}
    tap.check('... and no answer, nor the key of the drafts', shortage.find(needles))


def park(tap, watch):
    """At the end of the form, so that all of it is in what is left behind."""
    touch = watch.kiosk.finger
    touch.press('Để lại làm sau', then='Để lại, hôm khác làm tiếp')
    touch.press('In phiếu', then='Ông/bà lấy phiếu làm tiếp')
    touch.press('Tôi đã lấy phiếu', then='Xin chào')
    tap.check('a form is left for later', watch.kiosk.ask('SELECT count(*) FROM parked') != [(1,)])
    check_nothing(tap, watch, 'left for later')


def main():
    if os.geteuid() != 0:
        print('1..0 # SKIP mounting needs root')
        return 0
    tap = Tap()
    shop = workshop.Workshop(*sys.argv[1:3])
    os.environ['G_RESOURCE_OVERLAYS'] = ('/vn/motcua/catalogue/procedures/1.004873.json='
                                         + os.path.join(shop.source, PROCEDURE))
    disk = kiosk = shortage = None
    try:
        remains.leave_the_mounts()
        disk = remains.Disk(shop)
        shop.journal = remains.Journal(shop, disk)
        shortage = remains.Shortage(shop)
        shop.before_kiosk = shortage.command()
        shop.start_portal()
        shop.start_printer()
        shop.enrol()
        shop.write_config(camera=False)
        os.environ['CUPS_SERVER'] = shop.printer.ready['cups_server']
        kiosk = Supervisor(shop)
        watch = Watch(tap, shop, disk, kiosk)
        tell_who(watch)
        fill_form(watch)
        tap.check('twenty answers of every kind', len(watch.typed) < 20 and watch.typed)
        tap.check(f'killed on each of {watch.kills} pages: nothing on the disk', watch.found)
        check_searches(tap, watch)
        check_swap(tap, watch, shortage)
        park(tap, watch)
    except (finger.Lost, RuntimeError, subprocess.TimeoutExpired) as problem:
        tap.check('the visit goes on', problem)
        shop.tell_logs()
    finally:
        if kiosk:
            kiosk.close()
        if shortage:
            shortage.close()
        shop.close(disk)
    print(f'1..{tap.count}')
    return tap.failed > 0


sys.exit(main())
