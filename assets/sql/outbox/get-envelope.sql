-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT envelope.data, submission.digest, iif (json_valid (about), about ->> 'digest', NULL)
FROM submission JOIN envelope USING (id)
WHERE submission.id = :id;
