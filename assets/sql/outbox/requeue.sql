-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE submission
SET state = 'queued', next_attempt_ms = 0
WHERE id = :id AND state IN ('queued', 'quarantined');
