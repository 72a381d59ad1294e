-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT part.digest, part.digest, part_data.data, submission.id, coalesce (submission.digest, part.digest)
FROM part LEFT JOIN part_data USING (digest)
          JOIN attachment ON attachment.id = part.attachment
          LEFT JOIN submission ON submission.id = attachment.submission
WHERE part.digest > :after
ORDER BY part.digest
LIMIT :limit;
