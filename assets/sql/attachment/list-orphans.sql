-- SPDX-License-Identifier: GPL-3.0-or-later
-- Of visits that have ended without a submission, or were cut short. Whose a parked form is, only its
-- slip knows: as long as there is one, its papers may be among these.
SELECT DISTINCT submission
FROM attachment
WHERE submission NOT IN (SELECT id FROM submission) AND submission NOT IN (SELECT id FROM draft)
  AND NOT EXISTS (SELECT 1 FROM parked);
