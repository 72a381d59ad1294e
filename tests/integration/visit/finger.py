# SPDX-License-Identifier: GPL-3.0-or-later
"""A finger for the kiosk's real screen: finds controls by role and name through the accessibility
tree (AT-SPI), as a screen reader does, and presses them with the pointer."""

import os
import subprocess
import time
import unicodedata

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE_S = 40
# MOTCUA_FINGER=actions: nothing is pointed at; everything goes through AT-SPI.
BY_ACTIONS = os.environ.get('MOTCUA_FINGER') == 'actions'
BUTTONS = ('push button', 'toggle button')
CHOICES = ('radio button', 'check box')
TONES = {'\u0300': 'huyền', '\u0309': 'hỏi', '\u0303': 'ngã', '\u0301': 'sắc', '\u0323': 'nặng'}
SPOKEN = {' ': 'dấu cách', ',': 'dấu phẩy', '.': 'dấu chấm', '/': 'dấu gạch chéo',
          '-': 'dấu gạch nối', "'": 'dấu nháy'}


class Lost(Exception):
    """What was looked for never came."""


def until(condition, what, patience_s=PATIENCE_S):
    """What condition () gives as soon as it is true."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise Lost(what)


class Finger:
    def __init__(self, application, pid=None):
        """pid: of the one process whose screen it is, where there may be others."""
        self.application, self.pid = application, pid
        self.root = until(self._find_application, f'{application} in the accessibility tree')

    def _find_application(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child is not None and self._is_it(child):
                return child
        return None

    def _is_it(self, child):
        try:
            return child.get_name() == self.application and self.pid in (None,
                                                                         child.get_process_id())
        except GLib.Error:
            return False  # it has just died

    def walk(self, node=None):
        """Every control that is on the screen now: (role, name, node)."""
        node = node or self.root
        try:
            count = node.get_child_count()
            children = [node.get_child_at_index(index) for index in range(count)]
        except GLib.Error:
            return
        for child in children:
            if child is None:
                continue
            try:
                # GTK 4.8 sets "showing" on the window alone; pages of a stack that are not its
                # visible one are not in the tree at all.
                if not child.get_state_set().contains(Atspi.StateType.VISIBLE):
                    continue
                yield child.get_role_name(), child.get_name() or '', child
            except GLib.Error:
                continue
            yield from self.walk(child)

    def find(self, roles, words):
        for role, name, node in self.walk():
            if role in roles and words in name \
                    and node.get_state_set().contains(Atspi.StateType.SENSITIVE):
                return node
        return None

    def sees(self, words):
        return any(words in name for _, name, _ in self.walk())

    def wait_for(self, words):
        try:
            until(lambda: self.sees(words), words)
        except Lost as lost:
            raise Lost(f'"{words}" on the screen; there is: {self.names()}') from lost

    def names(self):
        return [f'{role}: {name}' for role, name, _ in self.walk() if name]

    @staticmethod
    def _act(node):
        """The control's own action, as a switch or a screen reader takes it: no pointer at all."""
        action = node.get_action_iface()
        names = [action.get_action_name(index) for index in range(action.get_n_actions())] \
            if action is not None else []
        for name in ('click', 'tick.activate'):
            if name in names:
                return action.do_action(names.index(name))
        return False

    def _touch(self, node):
        if BY_ACTIONS:
            return self._act(node)
        return self._point(node)

    def _point(self, node):
        """A real press of the pointer in the middle of the control, if that is in view."""
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        x, y = box.x + box.width // 2, box.y + box.height // 2
        clip = node.get_parent()
        while clip is not None and clip.get_role() != Atspi.Role.FRAME:
            if clip.get_name() == 'McPagerClip':
                view = clip.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
                if not (view.x <= x < view.x + view.width and view.y <= y < view.y + view.height):
                    return False
            clip = clip.get_parent()
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'click', '1'], check=True)
        return True

    def _touch_named(self, roles, words):
        try:
            node = self.find(roles, words)
            return node is not None and self._touch(node)
        except GLib.Error:
            return False

    def press(self, words, roles=BUTTONS, then=None, again_s=1.0):
        """Presses the control that says words, and again while then is not on the screen: a screen
        takes no touch in its first moments. again_s: not before that."""
        def act():
            touched = self._touch_named(roles, words)
            return touched if then is None else self._came(then, again_s if touched else 1.0)
        try:
            until(act, words)
        except Lost as lost:
            raise Lost(f'a {roles[0]} "{words}"' + (f' that leads to "{then}"' if then else '')
                       + f'; there is: {self.names()}') from lost

    def _came(self, words, patience_s):
        try:
            return until(lambda: self.sees(words), words, patience_s)
        except Lost:
            return False

    def _is_chosen(self, words):
        node = self.find(CHOICES, words)
        return node is not None and node.get_state_set().contains(Atspi.StateType.CHECKED)

    def choose(self, words):
        """Chooses an answer, turning pages until it is in view."""
        def act():
            if self._is_chosen(words):
                return True
            if not self._touch_named(CHOICES, words):
                self._touch_named(BUTTONS, 'Xem thêm')
            time.sleep(0.2)
            return self._is_chosen(words)
        try:
            until(act, words)
        except Lost as lost:
            raise Lost(f'a choice "{words}"; there is: {self.names()}') from lost

    def type(self, text):
        if BY_ACTIONS:
            field = until(lambda: self.find(('text',), ''), 'a field')
            field.get_editable_text_iface().set_text_contents(text)
            return
        keys = {name: node for role, name, node in self.walk() if role in BUTTONS}
        for letter in text:
            self._type_letter(keys, letter)

    def _type_letter(self, keys, letter):
        tone = next((TONES[mark] for mark in unicodedata.normalize('NFD', letter)
                     if mark in TONES), None)
        bare = unicodedata.normalize('NFC', ''.join(
            part for part in unicodedata.normalize('NFD', letter) if part not in TONES))
        presses = ['chữ hoa'] if bare.isupper() else []
        presses.append(SPOKEN.get(bare, bare.lower()))
        presses += [f'dấu {tone}'] if tone else []
        for name in presses:
            if name not in keys:
                raise Lost(f'a key "{name}" for "{letter}"; there is: {self.names()}')
            self._touch(keys[name])
