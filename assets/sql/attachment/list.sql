-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT id, field, media_type, size, pages, sha256, manifest
FROM attachment
WHERE submission = :id
ORDER BY id;
