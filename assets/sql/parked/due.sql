-- SPDX-License-Identifier: GPL-3.0-or-later
-- A wait that ends further away than any wait can last was written by a clock that was wrong.
SELECT parked_errand.id, wish, attempts, parked_errand.expires_ms, data
FROM parked_errand LEFT JOIN parked ON parked.id = parked_errand.id
WHERE parked_errand.id > :after
  AND (wish = 'withdraw' OR (carried_ms IS NULL AND data IS NOT NULL))
  AND parked_errand.expires_ms > :now_ms
  AND (:everything OR next_attempt_ms <= :now_ms OR next_attempt_ms > :now_ms + :longest_ms)
ORDER BY parked_errand.id
LIMIT 1;
