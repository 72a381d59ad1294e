-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE submission
SET attempts = attempts + 1, next_attempt_ms = :next_attempt_ms, reason_code = :reason_code,
    reason = :reason
WHERE id = :id AND state = 'queued';
