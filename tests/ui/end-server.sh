# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# end_server PID: ends an X server that this shell has started, and waits for it. It is told again
# every second: a signal that comes in the moment before the server goes to sleep is seen when the
# server wakes, and what wakes one that nobody uses is its screen saver, after ten minutes.
end_server () {
  kill "$1" 2>/dev/null || true
  while sleep 1; do kill "$1" || break; done >/dev/null 2>&1 &
  wait "$1" 2>/dev/null || true
  kill "$!" 2>/dev/null || true
}
