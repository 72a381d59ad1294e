-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT seq, chain FROM audit_event
UNION ALL
SELECT seq, chain FROM audit_anchor
ORDER BY seq DESC
LIMIT 1;
