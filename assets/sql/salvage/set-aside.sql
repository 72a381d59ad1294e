-- SPDX-License-Identifier: GPL-3.0-or-later
-- What lacks its envelope, or a paper, or a part of one: a manifest and the chunks of the file.
UPDATE submission
SET state = 'quarantined', reason_code = 'damaged',
    reason = 'what was sealed is damaged on this kiosk''s disk'
WHERE state = 'queued'
  AND (id NOT IN (SELECT id FROM envelope)
       OR attachments <> (SELECT count(*) FROM attachment
                          WHERE attachment.submission = submission.id)
       OR EXISTS (SELECT 1 FROM attachment
                  WHERE attachment.submission = submission.id
                    AND 1 + (attachment.size + :chunk_bytes - 1) / :chunk_bytes
                        <> (SELECT count(*) FROM part JOIN part_data USING (digest)
                            WHERE part.attachment = attachment.id)));
