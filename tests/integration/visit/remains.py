# SPDX-License-Identifier: GPL-3.0-or-later
"""Where something of a visit could remain, and how its raw bytes are looked through: the disk with
all that was deleted in it, the journal, the swap. For tests that run as root."""

import ctypes
import errno
import fcntl
import os
import re
import socket
import subprocess
import sys
import unicodedata

import gi
import workshop
from finger import Lost, until

gi.require_version('Gst', '1.0')
from gi.repository import Gst  # noqa: E402

IMAGE_MIB = 512  # on a disk that is nearly full the kiosk takes nothing; most of it are holes
SWAP_MIB = 512
BLOCK = 4096
EMPTY = bytes(BLOCK)
CLONE_NEWNS = 0x20000
SYS_PROCESS_MADVISE, MADV_PAGEOUT = 440, 21
JOURNALD = '/usr/lib/systemd/systemd-journald'
SOCKETS = '/run/systemd/journal'
# Nothing is packed, so that raw bytes can be searched; nothing of the machine's own comes in.
JOURNAL_CONF = '''[Journal]
Storage=persistent
Compress=no
RateLimitIntervalSec=0
SystemMaxUse=64M
ReadKMsg=no
Audit=no
'''

# What somebody who locks nothing keeps in memory, and in a file of /run.
PLANTED = ['Cú mèo bay qua hồ Lắk', 'Tắc kè bò trên mái đình']

libc = ctypes.CDLL(None, use_errno=True)


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


def draw(pipeline):
    """Runs one of GStreamer to its end."""
    Gst.init(None)
    running = Gst.parse_launch(pipeline)
    running.set_state(Gst.State.PLAYING)
    ends = Gst.MessageType.EOS | Gst.MessageType.ERROR
    message = running.get_bus().timed_pop_filtered(workshop.PATIENCE_S * Gst.SECOND, ends)
    running.set_state(Gst.State.NULL)
    if message is None or message.type == Gst.MessageType.ERROR:
        raise RuntimeError(f'{pipeline}: {message and message.parse_error()}')


def leave_the_mounts():
    """What is mounted from here on, this process and its children see alone."""
    if libc.unshare(CLONE_NEWNS) != 0:
        raise RuntimeError(f'unshare: {os.strerror(ctypes.get_errno())}')
    workshop.run('mount', '--make-rprivate', '/')


def read_blocks(path):
    """Every block of a file that is not empty, in order."""
    image = os.open(path, os.O_RDONLY)
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


def find(blocks, needles):
    return workshop.which(needles, b''.join(blocks))


class Disk:
    """A file system in a file: the kiosk keeps its state there, and the machine its journal."""

    def __init__(self, shop):
        self.image, self.folder = shop.path('disk.img'), shop.path('disk')
        workshop.run('truncate', '-s', f'{IMAGE_MIB}M', self.image)
        workshop.run('mkfs.ext4', '-q', '-F', '-J', 'size=4', self.image)
        os.makedirs(self.folder)
        workshop.run('mount', '-o', 'loop', self.image, self.folder)
        shop.state = os.path.join(self.folder, 'state')
        self.logs = os.path.join(self.folder, 'log')
        os.makedirs(self.logs)
        self.known = set()

    def find(self, needles):
        """Which are anywhere on the disk: in deleted files, the WAL and the journals, too."""
        os.sync()
        return find(read_blocks(self.image), needles)

    def find_new(self, needles):
        """Likewise, in what has been written since the last time; and in the blocks beside it."""
        os.sync()
        blocks = list(read_blocks(self.image))
        before, self.known = self.known, {hash(block) for block in blocks}
        new = [hash(block) not in before for block in blocks]
        return find((block for block, near in zip(blocks, zip(new, new[1:] + [False], [False] + new))
                     if any(near)), needles)

    def close(self):
        subprocess.run(['umount', self.folder], check=False)


class Journal:
    """systemd-journald with its files on that disk. Both ways lead there: the stream that is a
    service's stderr, and the socket that GLib writes to when it finds that stream."""

    def __init__(self, shop, disk):
        self.shop = shop
        os.makedirs(SOCKETS, exist_ok=True)
        workshop.run('mount', '-t', 'tmpfs', 'tmpfs', SOCKETS)
        workshop.run('mount', '--bind', disk.logs, '/var/log')
        self.stand_in('/etc/systemd/journald.conf', JOURNAL_CONF)
        self.stand_in('/etc/machine-id', os.urandom(16).hex() + '\n')
        with open(f'{SOCKETS}/flushed', 'w', encoding='ascii'):
            pass  # or it would begin in /run
        shop.start(JOURNALD, ready=False, stderr=subprocess.DEVNULL)
        until(lambda: os.path.exists(f'{SOCKETS}/stdout'), 'a journal')

    def stand_in(self, path, text):
        ours = self.shop.path(os.path.basename(path))
        with open(ours, 'w', encoding='ascii') as file:
            file.write(text)
        workshop.run('mount', '--bind', ours, path)

    def stream(self, name):
        """What a service manager gives a program as its stderr."""
        stream = socket.socket(socket.AF_UNIX)
        stream.connect(f'{SOCKETS}/stdout')
        stream.sendall(f'{name}\n\n6\n1\n0\n0\n0\n'.encode())
        return stream

    def read(self):
        """What has been said, with every field of it; on the disk by then."""
        workshop.run('journalctl', '--sync')
        return subprocess.run(['journalctl', '--output=export', '--all', '--quiet'], check=True,
                              capture_output=True, timeout=workshop.PATIENCE_S).stdout


def is_zswap_on():
    try:
        with open('/sys/module/zswap/parameters/enabled', encoding='ascii') as zswap:
            return zswap.read().strip() == 'Y'
    except FileNotFoundError:
        return False


class Span(ctypes.Structure):
    _fields_ = [('start', ctypes.c_void_p), ('size', ctypes.c_size_t)]


def send_to_swap(pid):
    """All that a process can write to, but what is locked."""
    handle = os.pidfd_open(pid)
    with open(f'/proc/{pid}/maps', encoding='utf-8') as maps:
        spans = [line.split()[0] for line in maps if 'w' in line.split()[1]]
    for span in spans:
        start, end = (int(part, 16) for part in span.split('-'))
        libc.syscall(SYS_PROCESS_MADVISE, handle, ctypes.byref(Span(start, end - start)), 1,
                     MADV_PAGEOUT, 0)
    os.close(handle)


class Shortage:
    """Memory that is short for whoever is started in it: what can go to the swap goes there. The
    swap is ours, and before any other. why_not: there can be none here (a container)."""

    def __init__(self, shop):
        self.image, self.device, self.group = shop.path('swap.img'), None, None
        self.turns, self.turn = shop.program('swap.turn'), None
        self.why_not = 'zswap packs what is swapped out' if is_zswap_on() else self.make_group(shop)

    def make_group(self, shop):
        """A control group, of either version; what is wrong, or None."""
        old = os.path.isdir('/sys/fs/cgroup/memory')
        root = '/sys/fs/cgroup/memory' if old else '/sys/fs/cgroup'
        group = os.path.join(root, os.path.basename(shop.folder))
        self.order = ('memory.force_empty', '0') if old else ('memory.reclaim', '4G')
        try:
            if not old:
                write(os.path.join(root, 'cgroup.subtree_control'), '+memory')
            os.mkdir(group)
        except OSError as problem:
            return f'control groups: {problem.strerror}'
        self.group = group
        return None

    def command(self, *command):
        """The same, started in it."""
        if not self.group:
            return list(command)
        return ['sh', '-c', 'echo $$ > "$0" && exec "$@"', os.path.join(self.group, 'cgroup.procs'),
                *command]

    def start_swap(self):
        """Whether there is one now. Two of the same priority would share the pages, so that another
        test's waits until this one is closed."""
        if self.why_not:
            return False
        self.turn = open(self.turns, 'w', encoding='ascii')
        fcntl.flock(self.turn, fcntl.LOCK_EX)
        workshop.run('truncate', '-s', f'{SWAP_MIB}M', self.image)
        os.chmod(self.image, 0o600)
        self.device = workshop.run('losetup', '--find', '--show', self.image).stdout.strip()
        workshop.run('mkswap', self.device)
        done = workshop.run('swapon', '--priority', '32767', self.device, check=False)
        if done.returncode != 0:
            self.why_not = done.stderr.strip()
        return done.returncode == 0

    def press_out(self, control):
        """Until one of each set of needles, that nobody holds, is in the swap: a busy kernel lets
        some of it stay the first time."""
        def is_out():
            self.press()
            return all(self.find(needles) for needles in control)
        try:
            until(is_out, 'what is planted in the swap')
        except Lost as lost:
            raise Lost(f'{lost}; {self.tell()}') from lost

    def tell(self):
        """What the kernel says of it, for whoever wonders."""
        with open('/proc/swaps', encoding='ascii') as swaps:
            lines = swaps.read().splitlines()
        with open(os.path.join(self.group, 'memory.stat'), encoding='ascii') as stat:
            return lines + re.findall(r'^(?:swap|shmem|unevictable).*', stat.read(), re.MULTILINE)

    def press(self):
        """All of it is told to be cold; then what no process has mapped, the files of /run, goes,
        too. What is locked stays, and the kernel may say so."""
        with open(os.path.join(self.group, 'cgroup.procs'), encoding='ascii') as processes:
            for process in processes:
                send_to_swap(int(process))
        try:
            write(os.path.join(self.group, self.order[0]), self.order[1])
        except OSError as problem:
            if problem.errno not in (errno.EAGAIN, errno.EBUSY):
                raise

    def find(self, needles):
        """Which are in the raw bytes of the swap."""
        os.sync()
        return find(read_blocks(self.image), needles)

    def close(self):
        """Nobody is in it any more."""
        if self.device:
            workshop.run('swapoff', self.device, check=False)
            workshop.run('losetup', '--detach', self.device)
        if self.turn:
            self.turn.close()
        if self.group:
            os.rmdir(self.group)


def plant(shop, shortage):
    """Somebody else, who keeps a word in memory and a file in /run, and holds neither there."""
    workshop.run(*shortage.command('sh', '-c', 'cat > "$0"', os.path.join(shop.runtime, 'planted')),
                 input=PLANTED[1])
    program = 'import sys; kept = sys.stdin.readline() * 999; print(flush=True); sys.stdin.read()'
    service = workshop.Service(*shortage.command(sys.executable, '-c', program), ready=False)
    service.process.stdin.write(PLANTED[0] + '\n')
    service.process.stdin.flush()
    service.process.stdout.readline()
    return service


def write(path, text):
    with open(path, 'w', encoding='ascii') as file:
        file.write(text)
