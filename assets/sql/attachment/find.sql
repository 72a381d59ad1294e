-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT manifest, EXISTS (SELECT 1 FROM submission WHERE id = attachment.submission)
FROM attachment
WHERE id = :id;
