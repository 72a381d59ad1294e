-- SPDX-License-Identifier: GPL-3.0-or-later
-- One row always: also of what is not here, or no longer.
SELECT data, wish = 'withdraw', carried_ms IS NOT NULL
FROM (SELECT :id AS asked)
LEFT JOIN parked ON parked.id = asked AND parked.expires_ms > :now_ms
LEFT JOIN parked_errand ON parked_errand.id = asked;
