-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT coalesce (min (next_attempt_ms), -1)
FROM parked_errand
WHERE wish = 'withdraw' OR carried_ms IS NULL;
