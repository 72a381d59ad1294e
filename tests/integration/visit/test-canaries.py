#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-canaries.py BUILDDIR SOURCEDIR: twenty answers of every kind, one visit, the shipped kiosk
killed on every page that asks or shows one; then the form is left for later. Its state lies on a
disk image of its own, which is read byte by byte after each kill, whatever has been deleted in it;
in the end so is the memory of the process. Nothing may be found, in any spelling. Prints TAP.
"""

import errno
import os
import subprocess
import sys
import unicodedata

import finger
import workshop
from finger import Atspi, until
from supervisor import Supervisor
from visit import Tap, find_in_memory

PROCEDURE = 'tests/data/procedures/every-field.json'
IMAGE_MIB = 512  # on a disk that is nearly full the kiosk takes nothing; most of it are holes
BLOCK = 4096
EMPTY = bytes(BLOCK)

# What is typed, page by page: {label: text}; a page without labels is gone on from as it is.
WHO = [('Số căn cước', {'Số định danh': '079192000002'}),
       ('Họ và tên', {'Họ, chữ đệm': 'Chim Hoàng Yến Oanh'}),
       ('sinh ngày nào', {'Ngày, tháng': '17/09/1963'}),
       ('Giới tính', 'Nữ'),
       ('cư trú ở đâu', {'Nơi cư trú': 'Ngõ Khuyết Nguyệt, phường Lạc Diên'})]
PEOPLE = ['Đỗ Thạch Lựu Hồng', 'Lò Vân Ẩn Sĩ', 'Mùa Thị Pháo Sáng']
BIRTHS = ['21/11/1957', '05/08/1948', '29/02/1976']


def spellings(text):
    """As bytes, in every way that a program may have kept it."""
    forms = {text, text.upper(), text.lower(), text.replace(' ', '')}
    if text.count('/') == 2:
        forms |= {'-'.join(reversed(text.split('/'))), text.replace('/', '')}
    if text.isdigit() and len(text) == 12:
        forms.add(' '.join(text[i:i + 3] for i in range(0, 12, 3)))
    if text.isdigit() and len(text) > 6:
        forms.add(f'{int(text):,}'.replace(',', '.'))
    if len(text) == 10 and text.isdigit():
        forms.add(f'{text[:4]} {text[4:7]} {text[7:]}')
    needles = set()
    for form in forms:
        for shape in ('NFC', 'NFD'):
            written = unicodedata.normalize(shape, form)
            needles |= {written.encode('utf-8'), written.encode('utf-16-le')}
    return needles


class Disk:
    """A file system in a file, mounted where the kiosk keeps its state."""

    def __init__(self, shop):
        self.image, self.folder = shop.path('disk.img'), shop.state
        workshop.run('truncate', '-s', f'{IMAGE_MIB}M', self.image)
        workshop.run('mkfs.ext4', '-q', '-F', '-J', 'size=4', self.image)
        os.makedirs(self.folder)
        workshop.run('mount', '-o', 'loop', self.image, self.folder)

    def find(self, needles):
        """Which are in the raw bytes of the disk, in deleted files and the journal, too."""
        os.sync()
        data = b''.join(self.written())
        return {needle for needle in needles if needle in data}

    def written(self):
        """Every block that is not empty, in order."""
        image = os.open(self.image, os.O_RDONLY)
        size, end = os.fstat(image).st_size, 0
        try:
            while end < size:
                start = os.lseek(image, end, os.SEEK_DATA)
                end = os.lseek(image, start, os.SEEK_HOLE)
                extent = os.pread(image, end - start, start)
                for at in range(0, len(extent), BLOCK):
                    if extent[at:at + BLOCK] != EMPTY:
                        yield extent[at:at + BLOCK]
        except OSError as problem:
            if problem.errno != errno.ENXIO:  # no more of it
                raise
        finally:
            os.close(image)

    def close(self):
        subprocess.run(['umount', self.folder], check=False)


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
        found = {needle: 'the disk' for needle in self.disk.find(needles)}
        for folder in (self.shop.runtime, *([self.shop.printer.ready['spool']]
                                            if self.shop.printer else [])):
            found.update(workshop.find_bytes(folder, needles))
        with open(self.shop.path('kiosk.log'), 'rb') as log:
            text = log.read()
        found.update({needle: 'the log' for needle in needles if needle in text})
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
    seen = find_in_memory(watch.kiosk.process.pid, watch.needles())
    tap.check('the search of the memory finds every answer while they are shown',
              [text for text in watch.typed if not spellings(text) & set(seen)])


def check_nothing(tap, watch, what):
    watch.look(what)
    tap.check(f'{what}: no answer in state, spool, runtime or log, in any spelling', watch.found)
    pid = watch.kiosk.process.pid
    tap.check(f'{what}: nor in the memory of the process', find_in_memory(pid, watch.needles()))


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
    disk = kiosk = None
    try:
        disk = Disk(shop)
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
        park(tap, watch)
    except (finger.Lost, RuntimeError, subprocess.TimeoutExpired) as problem:
        tap.check('the visit goes on', problem)
        shop.tell_logs()
    finally:
        if kiosk:
            kiosk.close()
        if disk:
            disk.close()
        shop.close()
    print(f'1..{tap.count}')
    return tap.failed > 0


sys.exit(main())
