-- SPDX-License-Identifier: GPL-3.0-or-later
-- Manifests first: they tell the portal what else to expect.
SELECT part.digest, part.attachment, part.position, part.size
FROM attachment JOIN part ON part.attachment = attachment.id
WHERE attachment.submission = :id
ORDER BY part.position > 0, attachment.id, part.position;
