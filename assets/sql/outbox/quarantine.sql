-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE submission
SET state = 'quarantined', attempts = attempts + 1, next_attempt_ms = 0,
    reason_code = :reason_code, reason = :reason
WHERE id = :id AND state = 'queued';
