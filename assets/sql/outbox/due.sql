-- SPDX-License-Identifier: GPL-3.0-or-later
-- A wait that ends further away than any wait can last was written by a clock that was wrong.
SELECT id, local_code, procedure, digest, statement, created_ms, size, state, attempts,
       next_attempt_ms, reason_code, reason, dossier_code, received_at, appointment, ack, acked_ms,
       attachments, attachment_bytes, office_state, office_note, office_at, clock_doubt
FROM submission
WHERE state = 'queued' AND id > :after AND attachments = 0
  AND (next_attempt_ms <= :now_ms OR next_attempt_ms > :now_ms + :longest_ms)
ORDER BY id
LIMIT :limit;
