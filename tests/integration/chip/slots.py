# SPDX-License-Identifier: GPL-3.0-or-later
"""A PC/SC service of one's own with two virtual slots, and virtual cards for them."""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
SOCKET = pathlib.Path("/run/pcscd/pcscd.comm")
PATIENCE_S = 20


def enter_namespace():
    """The service's socket has one fixed path: have a /run/pcscd that nobody else sees."""
    if os.environ.get("MOTCUA_CHIP_NAMESPACE") == "1":
        SOCKET.parent.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(SOCKET.parent)], check=True)
        return
    for needed, there in (("root", os.geteuid() == 0), ("pcscd", shutil.which("pcscd")),
                          ("vsmartcard-vpcd", os.path.exists(DRIVER))):
        if not there:
            print(f"1..0 # SKIP needs {needed}")
            sys.exit(0)
    os.environ["MOTCUA_CHIP_NAMESPACE"] = "1"
    os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])


def wait_for(condition, what):
    """Until condition () holds; names what never came."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.02)


def free_port_pair():
    """Two slots are served on one port and the next."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                return port
            except (OSError, OverflowError):
                continue


class Service:
    """pcscd with vpcd; ends with the test."""

    def __init__(self, folder):
        self.port = free_port_pair()
        self.folder = folder
        self.process = None
        config = folder / "readers"
        config.mkdir()
        (config / "vpcd").write_text(
            f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:0x{self.port:X}\n'
            f"LIBPATH {DRIVER}\nCHANNELID 0x{self.port:X}\n")

    def start(self):
        with open(self.folder / "pcscd.log", "ab") as log:
            self.process = subprocess.Popen(
                ["pcscd", "-f", "-c", str(self.folder / "readers")], stdout=log, stderr=log)
        wait_for(SOCKET.exists, "the socket of pcscd")

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE_S)


class Card:
    """The virtual-card program in one slot; a context manager."""

    def __init__(self, program, port, options=(), csca=None):
        command = [program, "--port", str(port), *options]
        if csca is not None:
            command += ["--csca", str(csca)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, bufsize=1)
        self.expect("ready")

    def __enter__(self):
        self.insert()
        return self

    def __exit__(self, *_):
        self.process.stdin.write("quit\n")
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(PATIENCE_S)

    def expect(self, word):
        found = self.process.stdout.readline().strip()
        assert found == word, f"the card said {found!r}, not {word!r}"

    def tell(self, line, answer):
        self.process.stdin.write(line + "\n")
        self.expect(answer)

    def insert(self):
        end = time.monotonic() + PATIENCE_S
        while True:
            self.process.stdin.write("insert\n")
            if self.process.stdout.readline().strip() == "inserted":
                return
            assert time.monotonic() < end, "the slot takes no card"
            time.sleep(0.05)

    def remove(self):
        self.tell("remove", "removed")

    def fault(self, line):
        self.tell("clear", "ok")
        self.tell("fault " + line, "ok")


def make_folder():
    return pathlib.Path(tempfile.mkdtemp(prefix="motcua-chip-"))
