#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-ctl.py BUILDDIR SOURCEDIR: the fixed command lines, against a real gateway: what they print,
their exit status, and what they say of bad input. Prints TAP."""

import base64
import glob
import json
import os
import shutil
import sqlite3
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'visit'))
import workshop  # noqa: E402

DONE, REFUSED, USAGE = 0, 1, 2


class Tests:
    def __init__(self, shop):
        self.shop = shop
        self.count = self.failed = 0
        self.answers = os.path.join(shop.source, 'tests/data/answers/1.004873.json')

    def check(self, name, ok, seen=''):
        self.count += 1
        self.failed += not ok
        print(f'{"ok" if ok else "not ok"} {self.count} - {name}', flush=True)
        if not ok:
            print('\n'.join(f'# {line}' for line in str(seen).splitlines()), flush=True)

    def skip(self, name, why):
        self.count += 1
        print(f'ok {self.count} - {name} # SKIP {why}', flush=True)

    def ctl(self, *arguments, state=None, program='app/ctl/motcuactl', prefix=()):
        command, rest = arguments[:1], arguments[1:]
        if program.endswith('ctl'):
            full = [*prefix, self.shop.program(program), *command, '--state',
                    state or self.shop.state, *rest]
        else:
            full = [*prefix, self.shop.program(program), '--state', state or self.shop.state,
                    *arguments]
        return workshop.run(*full, check=False)

    def expect(self, name, status, done, *words):
        said = done.stdout + done.stderr
        self.check(name, done.returncode == status and all(word in said for word in words),
                   f'exit {done.returncode}\n{said}')
        return done

    def submit(self, *more, answers=None, **keywords):
        return self.ctl('submit', '--procedure', '1.004873', '--answers', answers or self.answers,
                        *more, **keywords)

    def rows(self, state=None):
        done = self.ctl('queue', 'list', '--json', state=state)
        return [json.loads(line) for line in done.stdout.splitlines()]

    # --- usage and configuration ---

    def usage(self):
        none = workshop.run(self.shop.program('app/ctl/motcuactl'), check=False)
        self.expect('no command is wrong usage', USAGE, none, 'motcuactl --help')
        for arguments in (('nonsense',), ('scan',), ('submit',), ('queue',), ('queue', 'eat'),
                          ('enrol', '--url', 'https://x'), ('receipt',), ('verify-receipt',),
                          ('scan', '--no-such-option'),
                          ('enrol', '--url', 'http://x', '--token', 't', '--ca', 'f')):
            done = self.ctl(*arguments)
            self.expect(f'wrong usage: {" ".join(arguments)}', USAGE, done, 'motcuactl: ')
        daemon = self.ctl('--nonsense', program='app/sync/motcua-syncd')
        self.check('motcua-syncd: wrong usage', daemon.returncode == USAGE, daemon.stderr)

    def configuration(self):
        path = self.shop.path('bad.conf')
        for text, line, words in (('[camera]\npipeline=x\n[sync]\npoll-seconds=often\n', 4,
                                   'poll-seconds'),
                                  ('[screen]\n\ncolour=red\n', 3, 'colour'),
                                  ('[sync]\nwhat is this\n', 2, 'expected')):
            with open(path, 'w', encoding='utf-8') as config:
                config.write(text)
            done = self.ctl('status', '--config', path)
            self.expect(f'a bad configuration is named by file and line: {words}', REFUSED, done,
                        f'bad.conf:{line}:', words)
            done = self.ctl('--once', '--config', path, program='app/sync/motcua-syncd')
            self.expect(f'the daemon says the same: {words}', REFUSED, done, f'bad.conf:{line}:')
        done = self.ctl('status', '--config', self.shop.path('absent.conf'))
        self.expect('a configuration that is not there', REFUSED, done, 'absent.conf')
        example = self.ctl('example-config')
        with open(path, 'w', encoding='utf-8') as config:
            config.write(example.stdout)
        self.expect('the example configuration is a sound one', DONE,
                    self.ctl('status', '--config', path))

    # --- enrolment ---

    def enrolment(self):
        ready = self.shop.portal.ready
        good = ('--url', ready['url'], '--token', ready['token'], '--ca', ready['ca'])
        self.expect('submit before enrolment', REFUSED, self.submit(), 'not enrolled')
        self.expect('enrol: wrong token', REFUSED,
                    self.ctl('enrol', '--url', ready['url'], '--token', 'wrong', '--ca',
                             ready['ca']), 'the portal answered 4')
        self.expect('enrol: nobody there', REFUSED,
                    self.ctl('enrol', '--url', 'https://localhost:1', '--token', 't', '--ca',
                             ready['ca']), 'cannot reach the portal')
        self.expect('enrol: a certificate of somebody else', REFUSED,
                    self.ctl('enrol', '--url', ready['url'], '--token', ready['token'], '--ca',
                             self.stranger()), 'cannot reach the portal')
        self.expect('enrol', DONE, self.ctl('enrol', *good), 'kiosk-')
        self.expect('enrol: a second time', REFUSED, self.ctl('enrol', *good), 'enrolled already')
        other = self.shop.path('other')
        self.expect('enrol: a token works once', REFUSED, self.ctl('enrol', *good, state=other),
                    'the portal answered 4')
        modes = {os.stat(path).st_mode & 0o777
                 for path in glob.glob(os.path.join(self.shop.state, '*', 'key.pem'))}
        self.check('device keys are nobody else\'s to read', modes == {0o600}, modes)

    def stranger(self):
        path = self.shop.path('stranger.pem')
        workshop.run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                     'ec_paramgen_curve:P-256', '-nodes', '-keyout', self.shop.path('stranger.key'),
                     '-subj', '/CN=stranger', '-days', '1', '-out', path)
        return path

    # --- submit and the queue ---

    def write_answers(self, change):
        with open(self.answers, encoding='utf-8') as example:
            content = json.load(example)
        change(content)
        path = self.shop.path('answers.json')
        with open(path, 'w', encoding='utf-8') as answers:
            json.dump(content, answers)
        return path

    def refused_submissions(self):
        def two_faults(content):
            content['answers']['muc_dich'] = ''
            content['answers']['tinh_trang'] = 'bi-mat-cua-toi'
        done = self.submit(answers=self.write_answers(two_faults))
        self.expect('submit: all faults at once, by field', REFUSED, done, 'muc_dich: missing',
                    'tinh_trang: option', 'nothing was recorded')
        self.check('submit: an answer is never repeated in an error',
                   'bi-mat' not in done.stdout + done.stderr, done.stderr)

        def no_consent(content):
            content['consent']['processing'] = False
        self.expect('submit: not without consent', REFUSED,
                    self.submit(answers=self.write_answers(no_consent)), 'consent')

        def bad_person(content):
            content['applicant']['id'] = '12345'
        self.expect('submit: an applicant without a sound number', REFUSED,
                    self.submit(answers=self.write_answers(bad_person)), 'applicant')
        broken = self.shop.path('broken.json')
        with open(broken, 'w', encoding='utf-8') as file:
            file.write('{"consent":')
        self.expect('submit: a file that is no JSON', REFUSED, self.submit(answers=broken))
        self.expect('submit: a file that is not there', REFUSED,
                    self.submit(answers=self.shop.path('absent.json')), 'absent.json')
        self.expect('submit: a procedure that is not there', REFUSED,
                    self.ctl('submit', '--procedure', '9.999999', '--answers', self.answers),
                    '9.999999')
        self.check('none of these was queued', self.rows() == [], self.rows())

    def submissions(self):
        done = self.submit()
        code = done.stdout.strip()
        self.check('submit prints the local code', done.returncode == DONE and len(code) == 12, done)
        done = self.submit('--count', '3', '--json')
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.check('submit --count --json prints one line each',
                   len(lines) == 3 and {'id', 'local_code'} <= set(lines[0]), done.stdout)
        rows = self.rows()
        self.check('queue list holds them, queued, oldest first',
                   [row['state'] for row in rows] == ['queued'] * 4 and rows[0]['local_code'] == code,
                   rows)
        show = self.ctl('queue', 'show', code.lower().replace('-', ''))
        self.check('queue show finds a code as a person would type it',
                   show.returncode == DONE and json.loads(show.stdout)['local_code'] == code, show)
        self.expect('queue show: unknown', REFUSED, self.ctl('queue', 'show', 'KD-0000-001Y'))
        self.expect('queue retry', DONE, self.ctl('queue', 'retry', rows[0]['id']), 'queued')
        status = json.loads(self.ctl('status', '--json').stdout)
        self.check('status counts', (status['queued'], status['sent']) == (4, 0), status)
        return code

    def damage(self):
        state = self.shop.path('damaged')
        shutil.copytree(self.shop.state, state)
        self.expect('queue verify: all sound', DONE, self.ctl('queue', 'verify', '--json',
                                                             state=state), '"damaged":0')
        with sqlite3.connect(os.path.join(state, 'queue.db')) as database:
            names = [name for name, in database.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'envelope'")]
            for name in names:
                database.execute(f'DROP TRIGGER {name}')
            key, data = database.execute('SELECT id, data FROM envelope LIMIT 1').fetchone()
            flipped = data[:100] + bytes([data[100] ^ 1]) + data[101:]
            database.execute('UPDATE envelope SET data = ? WHERE id = ?', (flipped, key))
        self.expect('queue verify: one flipped bit is found', REFUSED,
                    self.ctl('queue', 'verify', '--json', state=state), '"damaged":1')

    # --- paper ---

    def papers(self, code):
        out = self.shop.path('slip.pdf')
        self.expect('receipt of an unknown code', REFUSED,
                    self.ctl('receipt', '--local', 'KD-0000-001Y', '--out', out))
        self.expect('receipt of a mistyped code', REFUSED,
                    self.ctl('receipt', '--local', code[:-1] + '?', '--out', out), 'not a local code')
        self.expect('receipt', DONE, self.ctl('receipt', '--local', code, '--out', out))
        workshop.run('pdftoppm', '-r', '203', '-png', '-singlefile', out, self.shop.path('slip'))
        seen = json.loads(self.ctl('scan', self.shop.path('slip.png')).stdout)
        statement = base64.b64decode(seen['payload_base64']).decode()
        told = self.expect('verify-receipt', DONE, self.ctl('verify-receipt', statement))
        self.check('the statement names this code', json.loads(told.stdout)['code'] == code,
                   told.stdout)
        middle = len(statement) // 2
        forged = statement[:middle] + ('A' if statement[middle] != 'A' else 'B') \
            + statement[middle + 1:]
        self.expect('verify-receipt: a changed statement', REFUSED,
                    self.ctl('verify-receipt', forged))
        self.expect('verify-receipt: not a statement', REFUSED,
                    self.ctl('verify-receipt', 'https://dichvucong.gov.vn/'))

    def received_paper(self, code):
        out = self.shop.path('received.pdf')
        self.expect('after the portal: receipt is a Giấy tiếp nhận', DONE,
                    self.ctl('receipt', '--local', code, '--out', out, '--paper', 'a4', '--json'),
                    '"received"')
        text = workshop.run('pdftotext', out, '-').stdout
        row = next(row for row in self.rows() if row['local_code'] == code)
        self.check('it carries the mã hồ sơ', row['dossier_code'] in text and 'TIẾP NHẬN' in text,
                   text)

    # --- pictures ---

    def picture_of(self, name, payload):
        folder = self.shop.path(name)
        workshop.run(self.shop.program('tests/lib/make-card-frames'), '--out', folder, '--count',
                     '6', '--seed', '3', '--payload', payload)
        return sorted(glob.glob(os.path.join(folder, '*.png')))

    def scans(self):
        frames = self.picture_of('card', workshop.CARD)
        seen = json.loads(self.expect('scan: a card', DONE, self.ctl('scan', frames[-1])).stdout)
        self.check('scan: who it is', seen['person'] and seen['person']['name'] == 'Trần Thị Ngọc Bích'
                   and seen['symbology'] == 'qr' and seen['warnings'] == []
                   and base64.b64decode(seen['payload_base64']).decode() == workshop.CARD, seen)
        seen = json.loads(self.ctl('scan', frames[0]).stdout)
        self.check('scan: a picture without a code', seen['symbology'] is None
                   and seen['person'] is None, seen)
        seen = json.loads(self.ctl('scan', '--stream', self.shop.path('card')).stdout)
        self.check('scan --stream stops at the first read', 0 < seen['frame'] < 6
                   and seen['person'], seen)
        for name, payload, reason in (('url', 'https://dichvucong.gov.vn/', 'url'),
                                      ('dossier', '000.00.15.H29-261121-0012', 'dossier-code'),
                                      ('cut', workshop.CARD[:60], 'truncated')):
            seen = json.loads(self.ctl('scan', self.picture_of(name, payload)[-1]).stdout)
            self.check(f'scan: no card but {reason}', seen['person'] is None
                       and seen['not_a_card'] == reason, seen)
        self.expect('scan: no picture', REFUSED, self.ctl('scan', self.answers), self.answers)
        self.expect('scan --stream: no code in any', REFUSED,
                    self.ctl('scan', '--stream', os.path.dirname(self.blank())), 'no code')

    def blank(self):
        folder = self.shop.path('blank')
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, 'a.png')
        shutil.copy(os.path.join(self.shop.path('card'), 'frame-000.png'), path)
        return path

    # --- sending ---

    def sending(self, code):
        state = self.shop.path('alone')
        shutil.copytree(self.shop.state, state)
        identity = os.path.join(state, 'identity.json')
        with open(identity, encoding='utf-8') as file:
            content = json.load(file)
        content['portal_url'] = 'https://localhost:1'
        with open(identity, 'w', encoding='utf-8') as file:
            json.dump(content, file)
        done = self.expect('syncd --once: nobody there', REFUSED,
                           self.ctl('--once', '--json', state=state,
                                    program='app/sync/motcua-syncd'))
        self.check('nothing is lost, nothing called sent',
                   [row['state'] for row in self.rows(state)] == ['queued'] * 4, done.stdout)
        done = self.expect('syncd --once', DONE, self.ctl('--once', '--json',
                                                          program='app/sync/motcua-syncd'))
        summary = json.loads(done.stdout)
        self.check('its summary', (summary['attempted'], summary['sent'], summary['quarantined'],
                                   summary['left'], summary['portal']) == (4, 4, 0, 0, 'ok'), summary)
        self.check('the portal has each exactly once',
                   sorted(record['local_code'] for record in self.shop.records())
                   == sorted(row['local_code'] for row in self.rows()), self.shop.records())
        done = json.loads(self.ctl('--once', '--json', program='app/sync/motcua-syncd').stdout)
        self.check('a second drain has nothing to do', (done['attempted'], done['left']) == (0, 0),
                   done)
        again = self.ctl('--once', '--json', state=self.offered_again(state, content),
                         program='app/sync/motcua-syncd')
        self.check('the same queue offered again is acknowledged, not doubled',
                   json.loads(again.stdout)['sent'] == 4 and len(self.shop.records()) == 4,
                   again.stdout)

    def offered_again(self, state, identity):
        identity['portal_url'] = self.shop.portal.ready['url']
        with open(os.path.join(state, 'identity.json'), 'w', encoding='utf-8') as file:
            json.dump(identity, file)
        return state

    # --- where it runs ---

    def full_disk(self):
        state = self.shop.path('small')
        script = (f'mkdir -p {state} && mount -t tmpfs -o size=300k tmpfs {state} && '
                  f'cp -r {self.shop.path("seed")}/. {state}/ && '
                  f'{self.shop.program("app/ctl/motcuactl")} submit --state {state} --procedure '
                  f'1.004873 --answers {self.answers} --count 200; echo "status $?"; '
                  f'{self.shop.program("app/ctl/motcuactl")} queue verify --state {state} --json')
        done = workshop.run('unshare', '-m', 'sh', '-c', script, check=False)
        told = [line for line in done.stdout.splitlines() if line.startswith('KD-')]
        self.check('a full disk refuses with a reason',
                   'status 1' in done.stdout and 'not recorded' in done.stderr
                   and 'full' in done.stderr, done.stdout + done.stderr)
        self.check('everything told as recorded before is there and sound',
                   done.stdout.endswith(f'{{"checked":{len(told)},"parts":0,"damaged":0}}\n')
                   and 0 < len(told) < 200, done.stdout[-300:])

    def unprivileged(self):
        state = self.shop.path('nobody')
        shutil.copytree(self.shop.path('seed'), state)
        workshop.run('chown', '-R', 'nobody', state)
        os.chmod(self.shop.folder, 0o711)
        prefix = ('setpriv', '--reuid=nobody', '--clear-groups')
        done = self.submit(state=state, prefix=prefix)
        self.check('submit runs unprivileged', done.returncode == DONE, done.stderr)
        done = self.ctl('--once', state=state, prefix=prefix, program='app/sync/motcua-syncd')
        self.check('motcua-syncd runs unprivileged', done.returncode == DONE, done.stderr)

    def run(self):
        self.usage()
        self.configuration()
        self.enrolment()
        shutil.copytree(self.shop.state, self.shop.path('seed'),
                        ignore=shutil.ignore_patterns('ballast'))
        self.refused_submissions()
        code = self.submissions()
        self.damage()
        self.papers(code)
        self.scans()
        self.sending(code)
        self.received_paper(code)
        if os.geteuid() == 0:
            self.full_disk()
            self.unprivileged()
        else:
            self.skip('a full disk', 'only root can mount a small one')


def main():
    shop = workshop.Workshop(*sys.argv[1:3])
    tests = Tests(shop)
    try:
        shop.start_portal()
        tests.run()
    except (RuntimeError, subprocess.TimeoutExpired, ValueError, KeyError) as problem:
        tests.check('the test goes on', False, repr(problem))
    finally:
        shop.close()
    print(f'1..{tests.count}')
    return tests.failed > 0


sys.exit(main())
