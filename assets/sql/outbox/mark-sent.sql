-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE submission
SET state = 'sent', attempts = attempts + 1, next_attempt_ms = 0, reason_code = NULL, reason = NULL,
    dossier_code = :dossier_code, received_at = :received_at, appointment = :appointment,
    ack = :ack, acked_ms = :now_ms
WHERE id = :id AND state = 'queued';
