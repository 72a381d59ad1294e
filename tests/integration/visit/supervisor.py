# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped kiosk under a supervisor that starts it again whenever it has died, as a service
manager does, and a finger on whatever screen there is."""

import os
import signal
import sqlite3
import subprocess
import threading

import finger
from finger import until


class Supervisor:
    """Restart=always, and no pause before it."""

    def __init__(self, shop):
        self.command = [*shop.before_kiosk, shop.program('app/kiosk/motcua-kiosk'), '--state',
                        shop.state, '--config', shop.config]
        # Without the environment that hardens it the kiosk runs itself anew: the same process.
        self.env = dict(os.environ, GTK_A11Y='atspi', G_MESSAGES_DEBUG='all')
        self.env.pop('MALLOC_PERTURB_', None)  # what overwrites what is freed is its own
        self.shop, self.state = shop, shop.state
        self.ending = False
        self.started = 0
        self.process = None
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        self.finger = None
        self.look()

    def _watch(self):
        while not self.ending:
            with self.shop.open_log('kiosk') as log:
                self.process = subprocess.Popen(self.command, env=self.env, stderr=log,
                                                stdout=subprocess.DEVNULL)
            self.started += 1
            self.process.wait()

    def look(self):
        """A finger on the screen of the process that runs now."""
        until(lambda: self.process is not None, 'a process')
        self.finger = finger.Finger('motcua-kiosk', self.process.pid)
        return self.finger

    def kill(self):
        """SIGKILL, and the next process is there."""
        dead, started = self.process.pid, self.started
        os.kill(dead, signal.SIGKILL)
        until(lambda: self.started > started, 'another process')

    def cut(self, words):
        """Killed, and back at the page that says words."""
        self.kill()
        self.look().wait_for(words)

    def close(self):
        self.ending = True
        if self.process.poll() is None:
            self.process.terminate()
        self.thread.join(timeout=60)

    def ask(self, query):
        database = sqlite3.connect(f'file:{self.state}/queue.db?mode=ro', uri=True, timeout=30)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()

    def draft_number(self):
        """Of the newest draft: higher with each that is saved."""
        return self.ask('SELECT coalesce (max (seq), 0) FROM draft')[0][0]

    def draft_start(self):
        """The first sealed bytes of the newest."""
        return self.ask('SELECT substr (data, 1, 48) FROM draft ORDER BY seq DESC LIMIT 1')[0][0]

    def draft_size(self):
        """What is in it nobody can see; how much, they can."""
        return self.ask('SELECT length (data) FROM draft ORDER BY seq DESC LIMIT 1')[0][0]
