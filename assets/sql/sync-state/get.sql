-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT last_contact_ms, last_failure_ms, failure_code, failure, clock_offset_ms,
       portal_ms, uptime_ms, boot
FROM (SELECT 1 AS only) LEFT JOIN sync_state USING (only) LEFT JOIN known_time USING (only);
