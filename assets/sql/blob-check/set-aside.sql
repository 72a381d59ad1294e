-- SPDX-License-Identifier: GPL-3.0-or-later
-- Also what the portal has refused: nobody need look for another reason.
UPDATE submission
SET state = 'quarantined', next_attempt_ms = 0, reason_code = 'damaged', reason = :reason
WHERE id = :id AND (state = 'queued' OR (state = 'quarantined' AND reason_code <> 'damaged'));
