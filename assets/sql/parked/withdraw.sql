-- SPDX-License-Identifier: GPL-3.0-or-later
-- Of a draft from another machine (expires_ms > 0), or of one that may have been brought.
INSERT INTO parked_errand (id, wish, offered, expires_ms)
SELECT :id, 'withdraw', 1, :expires_ms WHERE :expires_ms > 0
   OR EXISTS (SELECT 1 FROM parked_errand WHERE id = :id AND offered = 1)
ON CONFLICT (id) DO UPDATE SET wish = 'withdraw', attempts = 0, next_attempt_ms = 0;
