-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT id, local_code, procedure, digest, statement, created_ms, size, state, attempts,
       next_attempt_ms, reason_code, reason, dossier_code, received_at, appointment, ack, acked_ms,
       attachments, attachment_bytes, office_state, office_note, office_at, clock_doubt
FROM submission
WHERE id > :after
ORDER BY id
LIMIT :limit;
