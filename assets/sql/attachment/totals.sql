-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT count (*), coalesce (sum (size), 0), EXISTS (SELECT 1 FROM submission WHERE id = :id)
FROM attachment
WHERE submission = :id;
