-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT queued, sent, quarantined,
       (SELECT count (*) FROM submission WHERE office_state IN ('needs-correction', 'returned')),
       (SELECT created_ms FROM submission WHERE state = 'queued' ORDER BY id LIMIT 1)
FROM submission_count;
