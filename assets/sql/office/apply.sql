-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE submission
SET office_state = :state, office_note = :note, office_at = :at, office_ms = :now_ms
WHERE id = :id
  AND (office_state IS NOT :state OR office_at IS NOT :at OR office_note IS NOT :note);
