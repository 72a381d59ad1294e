-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT id, digest, data, NULL, digest
FROM draft
WHERE id > :after AND digest IS NOT NULL
ORDER BY id
LIMIT :limit;
