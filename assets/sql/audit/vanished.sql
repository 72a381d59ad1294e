-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first event that tells of a submission which is no longer there: none is ever deleted.
SELECT min (seq)
FROM audit_event
WHERE kind = 'recorded' AND subject NOT IN (SELECT digest FROM submission);
