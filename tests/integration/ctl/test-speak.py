#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-speak.py MOTCUACTL: the technician's speak command, with the real engine. Prints TAP."""

import os
import subprocess
import sys
import tempfile
import wave

count = failed = 0


def check(name, good, seen=''):
    global count, failed
    count += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {count} - {name}', flush=True)
    if not good:
        print(f'# {seen}', flush=True)


def run(*arguments, lines=None):
    return subprocess.run([sys.argv[1], 'speak', *arguments], capture_output=True, timeout=60,
                          input=lines.encode() if lines is not None else None)


def sounding(path):
    """Seconds, and how loud at most."""
    with wave.open(path) as file:
        frames = file.readframes(file.getnframes())
        loudest = max(abs(int.from_bytes(frames[i:i + 2], 'little', signed=True))
                      for i in range(0, len(frames), 2))
        return file.getnframes() / file.getframerate(), loudest


def test_words():
    said = run('--normalise', '01/02/1990, 8.000 đ').stdout.decode()
    check('figures become words', said == 'ngày một tháng hai năm một nghìn chín trăm chín mươi, '
          'tám nghìn đồng\n', said)
    said = run('--normalise', lines='UBND\n001085000012\n').stdout.decode()
    check('line by line from stdin', said == 'ủy ban nhân dân\nkhông không một, không tám năm, '
          'không không không, không một hai\n', said)
    said = run('--normalise', '--language', 'en', '15/08/1985').stdout.decode()
    check('in English too', said == '15 August 1985\n', said)
    name = run('--prompt-name', 'Xin chào!').stdout.decode()
    check('a recording has a name', name.startswith('vi/') and len(name) == 20, name)


def test_sound(folder):
    path = os.path.join(folder, 'speech.wav')
    done = run('--wav', path, 'Xin chào ông bà')
    seconds, loudest = sounding(path)
    check('words are heard', done.returncode == 0 and 0.5 < seconds < 4 and loudest > 3000,
          (done, seconds, loudest))
    run('--wav', path, '--loudness', '-12', 'Xin chào ông bà')
    check('and softer', sounding(path)[1] < loudest / 3, sounding(path))


def test_refusals(folder):
    config = os.path.join(folder, 'kiosk.conf')
    with open(config, 'w') as file:
        file.write('[speech]\ndevice=no-such-card\n')
    done = run('--config', config, 'Xin chào')
    check('no loudspeaker is told', done.returncode == 1 and b'no-such-card' in done.stderr, done)
    check('no text is wrong usage', run().returncode == 2)
    check('nor is another language', run('--language', 'fr', 'x').returncode == 2)
    check('broken text is refused', run('--normalise', lines='').returncode == 0
          and subprocess.run([sys.argv[1], 'speak', '--normalise'], input=b'\xff\n',
                             capture_output=True).returncode == 1)


def main():
    with tempfile.TemporaryDirectory() as folder:
        test_words()
        test_sound(folder)
        test_refusals(folder)
    print(f'1..{count}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
