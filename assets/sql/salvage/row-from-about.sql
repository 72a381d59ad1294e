-- SPDX-License-Identifier: GPL-3.0-or-later
-- about (nullable): without it all that is known is the envelope itself.
INSERT OR IGNORE INTO submission (id, local_code, procedure, digest, statement, created_ms, size,
                                  attachments, attachment_bytes)
VALUES (:id, coalesce (:about ->> 'local_code', substr (:id, 5)),
        coalesce (:about ->> 'procedure', '?'), :digest, coalesce (:about ->> 'statement', ''),
        coalesce (:about ->> 'created_ms', :now_ms), :size,
        (SELECT count(*) FROM attachment WHERE submission = :id),
        (SELECT coalesce (sum (size), 0) FROM attachment WHERE submission = :id));
