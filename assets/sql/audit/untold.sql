-- SPDX-License-Identifier: GPL-3.0-or-later
-- Submissions of the log's own time of which it does not say that they were recorded, or sent. Their
-- times may be an unsure clock's, and that says nothing of the log.
SELECT count(*)
FROM submission
WHERE (clock_doubt IS NULL OR clock_doubt = 'never-known')
  AND ((created_ms >= :from_ms
        AND digest NOT IN (SELECT subject FROM audit_event WHERE kind = 'recorded'))
       OR (state = 'sent' AND acked_ms >= :from_ms
           AND digest NOT IN (SELECT subject FROM audit_event WHERE kind = 'sent')));
