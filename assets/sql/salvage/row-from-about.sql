-- SPDX-License-Identifier: GPL-3.0-or-later
-- about (nullable): without it, or where it is damaged, too, all that is known is the envelope itself.
INSERT OR IGNORE INTO submission (id, local_code, procedure, digest, statement, created_ms, size,
                                  attachments, attachment_bytes)
SELECT :id, coalesce (said ->> 'local_code', substr (:id, 5)), coalesce (said ->> 'procedure', '?'),
       :digest, coalesce (said ->> 'statement', ''), coalesce (said ->> 'created_ms', :now_ms), :size,
       (SELECT count(*) FROM attachment WHERE submission = :id),
       (SELECT coalesce (sum (size), 0) FROM attachment WHERE submission = :id)
FROM (SELECT iif (json_valid (:about), :about, NULL) AS said);
