-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT min (next_attempt_ms) FROM submission WHERE state = 'queued';
