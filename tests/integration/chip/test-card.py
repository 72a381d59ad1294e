#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-card.py MOTCUACTL VIRTUAL-CARD: motcuactl card, pcscd and a card in a virtual slot."""
import json
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "contract"))

import slots  # noqa: E402
import tap  # noqa: E402
from tap import equal  # noqa: E402

CAN = "000001"
ID = "001085000001"
MRZ = "IDVNM0850000010001085000001<<1\n8508155M4508157VNM<<<<<<<<<<<4\n" \
      "NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<\n"
PERSONAL = (ID, "Nguyễn", "NGUYEN", "Khương Đình", "850815", "1985-08-15", CAN)
RETRIES = ("removed", "mute", "disturbed", "no-card")
# On a contactless card: bytes at 424 kbit/s; 5 ms for each answer and 300 ms for the card's own
# arithmetic are assumptions.
LINE_KBIT, ANSWER_MS, ARITHMETIC_MS = 424, 5, 300


class Bench:
    def __init__(self, motcuactl, virtual_card):
        self.motcuactl, self.virtual_card = motcuactl, virtual_card
        self.folder = slots.make_folder()
        self.mrz = self.folder / "mrz.txt"
        self.mrz.write_text(MRZ)
        self.service = slots.Service(self.folder)
        self.cards = 0

    def card(self, *options, slot=0):
        self.cards += 1
        self.csca = self.folder / f"csca-{self.cards}"
        self.csca.mkdir()
        return slots.Card(self.virtual_card, self.service.port + slot, options, self.csca)

    def run(self, *arguments):
        """Exit status and the JSON line; stderr must be free of what is private."""
        done = subprocess.run([self.motcuactl, "card", "--json", *arguments], timeout=60,
                              capture_output=True, text=True, check=False)
        for private in PERSONAL:
            assert private not in done.stderr, "something personal is on stderr"
        return done.returncode, json.loads(done.stdout) if done.stdout else None

    def read(self, *arguments):
        return self.run("--can", CAN, "--csca", str(self.csca), *arguments)

    def count(self):
        """APDUs of an undisturbed reading: PC/SC may not have noticed yet that a card changed."""
        slots.wait_for(lambda: self.read_well()["apdus"] <= 16, "an undisturbed reading")
        return self.read_well()["apdus"]

    def read_well(self, *arguments):
        status, found = self.read(*arguments)
        equal((status, found.get("error"), found["failed"]), (0, None, None), "reading")
        equal(found["person"]["id"], ID)
        equal(found["person"]["name"], "Nguyễn Văn An")
        equal(found["assurance"], "chip_pa")
        return found


def test_whole(bench):
    """A card is read whole, believed, and within a second and a half of a contactless card's time."""
    with bench.card():
        found = bench.read_well()
    equal(found["groups"], ["DG1", "DG13", "DG15"])
    equal(found["access"], "pace-can")
    equal(found["active_authentication"], "passed")
    line_ms = found["bytes"] * 8 / LINE_KBIT
    total = line_ms + found["apdus"] * ANSWER_MS + ARITHMETIC_MS
    print(f"# {found['apdus']} APDUs, {found['bytes']} bytes, {found['ms']} ms over vpcd; "
          f"{line_ms:.0f} ms on the line at {LINE_KBIT} kbit/s, {total:.0f} ms estimated in all")
    assert found["apdus"] <= 16 and total <= 1500


def test_bac(bench):
    """A card without PACE is read by its MRZ."""
    with bench.card("pace=0", "extended=0", "aa=2"):
        status, found = bench.run("--mrz", str(bench.mrz), "--csca", str(bench.csca))
        equal((status, found["access"], found["assurance"]), (0, "bac", "chip_pa"))
        print(f"# {found['apdus']} APDUs, {found['bytes']} bytes with short APDUs")
        status, found = bench.read()
        equal((status, found["error"]), (1, "wrong-key"))


def test_no_trust(bench):
    """Without certificates a card is only read, not believed."""
    with bench.card():
        status, found = bench.run("--can", ID)
    assert status == 0, found.get("failed")
    equal((found["assurance"], found["passive_authentication"]), ("chip", "not-offered"))


def test_forgeries(bench):
    """What passive or active authentication refuses ends with status 1 and assurance manual."""
    for options in (["foreign_issuer"], ["revoked"], ["changed_group=13"], ["foreign_sod"],
                    ["unhashed_group=1"], ["no_sod"], ["is_copy"], ["is_copy", "aa=2"],
                    ["is_copy", "aa=0", "ca=2"]):
        with bench.card(*options):
            status, found = bench.read()
        equal((status, found["assurance"]), (1, "manual"), " ".join(options))
        assert found["failed"], options


def read_after_trouble(bench, card, line):
    """One fault; the reading succeeds, or asks the person again and then succeeds."""
    card.fault(line)
    status, found = bench.read()
    if status == 0:
        equal(found["person"]["id"], ID)
        return "read"
    if found["person"] is not None:
        return "doubted"
    assert found["error"] in RETRIES + ("wrong-key",), found["error"]
    card.tell("clear", "ok")
    bench.read_well()
    return "asked again"


def test_faults(bench):
    """One fault at any command: read all the same, or asked again and then read, never a crash."""
    with bench.card() as card:
        count = bench.count()
        for fault in ("sw 6D00", "sw 6982", "sw 6988", "sw 63C2", "status 6982", "mac",
                      "truncate 5", "slow 300"):
            outcomes = {}
            for at in range(1, count + 1):
                outcome = read_after_trouble(bench, card, f"{at} {fault}")
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
            print(f"# {fault}: {outcomes}")


def test_removal(bench):
    """Taken away at any command, it says so; laid down again, it is read without a restart."""
    with bench.card() as card:
        for at in range(1, bench.count() + 1):
            card.fault(f"{at} remove")
            status, found = bench.read("--timeout", "2")
            card.expect("removed")
            # Before its first answer it may count as not laid down yet.
            allowed = ("removed", "no-card") if at == 1 else ("removed",)
            assert status == 1 and found["error"] in allowed, f"command {at}: {found}"
            card.insert()
            bench.read_well()


def test_wrong_can(bench):
    """A wrong number can be tried as often as one likes while the card lies there."""
    with bench.card():
        for _ in range(5):
            status, found = bench.run("--can", "999999")
            equal((status, found["error"]), (1, "wrong-key"))
        bench.read_well()


def test_bank_card(bench):
    """A card of another kind is called what it is."""
    with bench.card("foreign", "pace=0"):
        status, found = bench.read()
    equal((status, found["error"]), (1, "not-id-card"))


def test_two_slots(bench):
    """With a staff card in the first slot, the identity card in the second is read."""
    with bench.card("foreign", "pace=0"), bench.card(slot=1):
        bench.read_well()
        status, found = bench.read("--reader", "00 00")
        equal((status, found["error"]), (1, "not-id-card"))
        bench.read_well("--reader", "00 01")


def test_no_card(bench):
    """With no chip on the reader, as with an old CMND, the wait ends by the clock."""
    status, found = bench.run("--can", CAN, "--timeout", "1")
    equal((status, found["error"]), (1, "no-card"))


def test_card_laid_down_late(bench):
    """A card laid down while the reader waits is read."""
    with bench.card() as card:
        card.remove()
        waiting = subprocess.Popen([bench.motcuactl, "card", "--can", CAN], text=True,
                                   stdout=subprocess.PIPE)
        card.insert()
        equal(json.loads(waiting.communicate(timeout=30)[0])["person"]["id"], ID)


def test_no_such_reader(bench):
    """A reader that is not there is the staff's affair."""
    status, found = bench.run("--can", CAN, "--reader", "no such reader")
    equal((status, found["error"]), (1, "no-reader"))


def test_no_service(bench):
    """Without PC/SC it says so at once, and reads when the service is back."""
    bench.service.stop()
    status, found = bench.run("--can", CAN)
    equal((status, found["error"]), (1, "no-reader"))
    bench.service.start()
    with bench.card():
        bench.read_well()


def test_usage(bench):
    """A wrong command line is status 2, a folder without certificates status 1."""
    equal(bench.run()[0], 2)
    equal(bench.run("--can", "12345")[0], 2)
    empty = bench.folder / "empty.txt"
    empty.write_text("")
    equal(bench.run("--mrz", str(empty))[0], 2)
    equal(bench.run("--can", CAN, "--csca", str(bench.folder / "readers"))[0], 1)


TESTS = [test_usage, test_whole, test_bac, test_no_trust, test_forgeries, test_wrong_can,
         test_bank_card, test_two_slots, test_no_card, test_card_laid_down_late,
         test_no_such_reader, test_faults, test_removal, test_no_service]


def main():
    slots.enter_namespace()
    bench = Bench(*sys.argv[1:3])
    bench.service.start()
    try:
        tap.run(TESTS, bench)
    finally:
        bench.service.stop()
        shutil.rmtree(bench.folder)


if __name__ == "__main__":
    main()
