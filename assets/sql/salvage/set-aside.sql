-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE submission
SET state = 'quarantined', reason_code = 'damaged',
    reason = 'the sealed envelope is damaged on this kiosk''s disk'
WHERE state = 'queued' AND id NOT IN (SELECT id FROM envelope);
