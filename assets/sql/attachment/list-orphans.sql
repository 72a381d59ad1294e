-- SPDX-License-Identifier: GPL-3.0-or-later
-- Of visits that have ended without a submission, or were cut short. Of a form that was parked before
-- parked had this column only its slip knows whose it is.
SELECT DISTINCT submission
FROM attachment
WHERE submission NOT IN (SELECT id FROM submission) AND submission NOT IN (SELECT id FROM draft)
  AND NOT EXISTS (SELECT 1 FROM parked
                  WHERE parked.submission IS NULL OR parked.submission = attachment.submission);
