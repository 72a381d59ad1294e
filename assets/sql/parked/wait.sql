-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE parked_errand
SET attempts = attempts + 1, next_attempt_ms = :next_attempt_ms
WHERE id = :id AND wish = :wish;
