-- SPDX-License-Identifier: GPL-3.0-or-later
DELETE FROM part_data
WHERE digest IN (SELECT part.digest
                 FROM attachment JOIN part ON part.attachment = attachment.id
                 WHERE attachment.submission = :id);
