-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the row of a submission says, once more beside its envelope: when the page that holds the row
-- is damaged, the envelope can still be sent, and its slip printed again. Nothing about a person.
ALTER TABLE envelope ADD COLUMN about TEXT;

DROP TRIGGER envelope_content;

UPDATE envelope
SET about = (SELECT json_object ('local_code', local_code, 'procedure', procedure,
                                 'digest', digest, 'statement', statement,
                                 'created_ms', created_ms)
             FROM submission WHERE submission.id = envelope.id);

CREATE TRIGGER envelope_content BEFORE UPDATE ON envelope
BEGIN
  SELECT RAISE (ABORT, 'an envelope never changes');
END;
