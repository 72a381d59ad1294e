-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT seq, at_ms, uptime_ms, boot, kind, outcome, subject, chain
FROM audit_event
WHERE seq > :after
ORDER BY seq
LIMIT :limit;
