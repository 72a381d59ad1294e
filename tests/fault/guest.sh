#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The first process of a small machine (User-Mode-Linux) whose root is this one's, read through
# hostfs, and whose disks are /dev/ubda (the kiosk's) and /dev/ubdb (the portal's). It writes to
# these and to its own /run alone. BUILD, SOURCE, MODE and PAPER come on the kernel's command line.
#   MODE=live    tells "LIVE", then lives until the power is cut: visits, forms with papers, a
#                daemon, a portal; "RECORDED code" of each, and "PAPER" after one with a paper
#   MODE=settle  drains the queue and tells what is there: "ROW id code state papers", "STORED id",
#                "CHECKED ok", "SETTLED"
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/run TMPDIR=/run

end() {
  echo "$*"
  sync
  # The host ends us.
  while :; do sleep 60; done
}

start_machine() {
  echo UP
  mount -t proc proc /proc
  mount -t sysfs sys /sys
  mount -t tmpfs run /run
  mkdir -p /run/kiosk /run/portal /run/runtime
  chmod 700 /run/runtime
  ip link set lo up
  if ! mount /dev/ubda /run/kiosk || ! mount /dev/ubdb /run/portal; then
    end "FAILED to mount"
  fi
  tr ' ' '\n' </proc/cmdline >/run/words
  while read -r word; do
    case $word in
      BUILD=*) build=${word#BUILD=} ;;
      SOURCE=*) source=${word#SOURCE=} ;;
      MODE=*) mode=${word#MODE=} ;;
      PAPER=*) paper=${word#PAPER=} ;;
    esac
  done </run/words
  state=/run/kiosk/state
}

start_portal() {
  mkfifo /run/ready
  "$source/tests/portal/run" "$build" --dir /run/portal/data --port 8443 >/run/ready 2>/run/portal.log &
  read -r ready </run/ready || end "FAILED $(tail -n 3 /run/portal.log)"
  ca=$(echo "$ready" | sed 's/.*"ca":"\([^"]*\)".*/\1/')
}

# A power cut may come between the portal's word and ours: then another token is asked for.
enrol() {
  [ -f "$state/identity.json" ] && return
  rm -rf "$state"
  "$build/app/ctl/motcuactl" enrol --state "$state" --url https://localhost:8443 \
    --token "$("$build/tests/portal/motcua-portal" token --data /run/portal/data)" \
    --ca "$ca" >/run/enrol.log 2>&1 || end "FAILED $(cat /run/enrol.log)"
  sync
}

# A person who hands in a form with a paper, again and again.
hand_in_papers() {
  while code=$("$build/app/ctl/motcuactl" submit --state "$state" --procedure 1.001699 --answers \
    "$source/tests/data/answers/1.001699.json" --attach="dang_tat=$paper" 2>/run/papers.log); do
    echo "RECORDED $code"
    echo PAPER
  done
  end "FAILED $(cat /run/papers.log)"
}

live() {
  "$build/app/sync/motcua-syncd" --state "$state" 2>/run/daemon.log &
  echo LIVE
  hand_in_papers &
  "$build/tests/fault/headless-visit" --state "$state" --runtime /run/runtime --visits 1000000
  end "FAILED the visits have ended"
}

settle() {
  for _ in 1 2 3; do
    "$build/app/sync/motcua-syncd" --state "$state" --once
  done
  sqlite3 -separator ' ' "$state/queue.db" \
    "SELECT 'ROW', id, local_code, state, attachments FROM submission; SELECT 'CHECKED', * FROM pragma_integrity_check"
  sqlite3 -separator ' ' /run/portal/data/portal.db "SELECT 'STORED', id FROM submission"
  end SETTLED
}

start_machine
start_portal
enrol
"$mode"
