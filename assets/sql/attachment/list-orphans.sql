-- SPDX-License-Identifier: GPL-3.0-or-later
-- Of visits that have ended without a submission, or were cut short.
SELECT DISTINCT submission
FROM attachment
WHERE submission NOT IN (SELECT id FROM submission) AND submission NOT IN (SELECT id FROM draft);
