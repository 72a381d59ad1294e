-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT count (*) FILTER (WHERE state = 'queued'),
       count (*) FILTER (WHERE state = 'sent'),
       count (*) FILTER (WHERE state = 'quarantined'),
       (SELECT created_ms FROM submission WHERE state = 'queued' ORDER BY id LIMIT 1)
FROM submission;
