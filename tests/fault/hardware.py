# SPDX-License-Identifier: GPL-3.0-or-later
"""Real hardware for keys, as far as a machine without any has it: swtpm and SoftHSM. Each can be
pulled out and put back."""

import os
import signal
import subprocess
import time

import rig

SOFTHSM = '/usr/lib/softhsm/libsofthsm2.so'
PIN = '4711-0815'


class Files:
    kind = 'file'

    def __init__(self, folder):
        self.folder = folder

    def settings(self):
        return '[keys]\nkind=file\n'

    def env(self):
        return {}

    def close(self):
        pass


class Tpm(Files):
    kind = 'tpm'

    def __init__(self, folder):
        super().__init__(os.path.join(folder, 'tpm'))
        os.makedirs(os.path.join(self.folder, 'state'))
        self.socket = os.path.join(self.folder, 'socket')
        self.plug_in()

    def plug_in(self):
        self.process = subprocess.Popen(
            ['swtpm', 'socket', '--tpm2', '--tpmstate', f'dir={self.folder}/state',
             '--server', f'type=unixio,path={self.socket}',
             '--ctrl', f'type=unixio,path={self.socket}.ctrl',
             '--flags', 'not-need-init,startup-clear'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + rig.PATIENCE
        while not os.path.exists(f'{self.socket}.ctrl'):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError('swtpm does not start')
            time.sleep(0.01)

    def pull_out(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=rig.PATIENCE)
        for path in (self.socket, f'{self.socket}.ctrl'):
            if os.path.exists(path):
                os.unlink(path)

    def settings(self):
        return f'[keys]\nkind=tpm\ntcti=swtpm:path={self.socket}\n'

    def close(self):
        self.pull_out()


class Token(Files):
    kind = 'pkcs11'
    label = 'motcua test'

    def __init__(self, folder):
        super().__init__(os.path.join(folder, 'token'))
        self.objects = os.path.join(self.folder, 'objects')
        self.pin_file = os.path.join(self.folder, 'pin')
        os.makedirs(self.objects)
        with open(os.path.join(self.folder, 'softhsm2.conf'), 'w', encoding='utf-8') as file:
            file.write(f'directories.tokendir = {self.objects}\nlog.level = ERROR\n')
        self.write_pin(PIN)
        rig.run('softhsm2-util', '--init-token', '--free', '--label', self.label, '--pin', PIN,
                '--so-pin', '12345678', env=dict(os.environ, **self.env()))

    def write_pin(self, pin):
        with open(self.pin_file, 'w', encoding='utf-8', opener=lambda path, flags: os.open(
                path, flags, 0o600)) as file:
            file.write(f'{pin}\n')

    def plug_in(self):
        os.rename(f'{self.objects}.pulled', self.objects)

    def pull_out(self):
        os.rename(self.objects, f'{self.objects}.pulled')

    def settings(self):
        return (f'[keys]\nkind=pkcs11\nmodule={SOFTHSM}\ntoken={self.label}\n'
                f'pin-file={self.pin_file}\n')

    def env(self):
        return {'SOFTHSM2_CONF': os.path.join(self.folder, 'softhsm2.conf')}
