-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is sent has no envelope any more; what is set aside as damaged has been told.
SELECT submission.id, submission.digest, envelope.data, submission.id, submission.digest,
       iif (json_valid (about), about ->> 'digest', NULL)
FROM submission LEFT JOIN envelope USING (id)
WHERE submission.id > :after AND state <> 'sent' AND NOT (state = 'quarantined' AND reason_code = 'damaged')
ORDER BY submission.id
LIMIT :limit;
