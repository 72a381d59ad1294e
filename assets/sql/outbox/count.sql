-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT queued, sent, quarantined,
       (SELECT created_ms FROM submission WHERE state = 'queued' ORDER BY id LIMIT 1)
FROM submission_count;
