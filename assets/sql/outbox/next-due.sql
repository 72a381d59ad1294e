-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT CASE WHEN fresh > 0 THEN 0
            ELSE (SELECT min (next_attempt_ms) FROM submission
                  WHERE state = 'queued' AND next_attempt_ms > 0)
       END
FROM submission_count;
