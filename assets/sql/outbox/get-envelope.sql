-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT envelope.data, submission.digest
FROM submission JOIN envelope USING (id)
WHERE submission.id = :id;
