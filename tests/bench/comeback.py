#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""comeback.py BUILDDIR SOURCEDIR RUNS: the shipped kiosk killed in the middle of a form, RUNS times.
Prints a JSON line: {"ms": [from the kill until the same page is in the accessibility tree]}."""

import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'integration/visit'))
import workshop  # noqa: E402
from supervisor import Supervisor  # noqa: E402

PAGE = 'sinh ngày nào'


def go_to_page(kiosk):
    touch = kiosk.finger
    touch.press('Nộp hồ sơ', then='muốn làm việc gì')
    touch.press('Sao y', then='Bắt đầu làm')
    touch.press('Bắt đầu làm', then='xin ông/bà đọc')
    touch.choose('Tôi đã đọc và đồng ý')
    touch.press('Tiếp tục', then='Tự nhập thông tin')
    touch.press('Tự nhập thông tin', then='Số căn cước của ông/bà')
    touch.type('079192000002')
    touch.press('Tiếp tục', then='Họ và tên của ông/bà')
    touch.type('Trần Thị Ngọc Bích')
    touch.press('Tiếp tục', then=PAGE)


def main():
    shop = workshop.Workshop(*sys.argv[1:3])
    kiosk = None
    times = []
    try:
        shop.start_portal()
        shop.enrol()
        shop.write_config(camera=False)
        kiosk = Supervisor(shop)
        go_to_page(kiosk)
        for _ in range(int(sys.argv[3])):
            start = time.monotonic()
            kiosk.cut(PAGE)
            times.append((time.monotonic() - start) * 1000)
            # A touch: what nobody sees crashes three times and is given up.
            kiosk.finger.press('Quay lại', then='Họ và tên của ông/bà')
            kiosk.finger.press('Tiếp tục', then=PAGE)
        print(json.dumps({'ms': times}))
    finally:
        if kiosk:
            kiosk.close()
        shop.close()


main()
