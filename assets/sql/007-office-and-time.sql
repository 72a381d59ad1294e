-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the office says of a dossier after it was acknowledged, and whether this machine's clock was
-- to be believed when a submission was recorded.

-- office_note is the office's words for the citizen, the one thing here that may be about somebody:
-- see offline-cache/outbox-office.h.
ALTER TABLE submission ADD COLUMN office_state TEXT CHECK (length (office_state) BETWEEN 1 AND 32);
ALTER TABLE submission ADD COLUMN office_note TEXT CHECK (length (office_note) BETWEEN 1 AND 500);
ALTER TABLE submission ADD COLUMN office_at TEXT;
ALTER TABLE submission ADD COLUMN office_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN clock_doubt TEXT;

CREATE INDEX submission_with_note ON submission (office_ms) WHERE office_note IS NOT NULL;

CREATE INDEX submission_to_correct ON submission (id)
WHERE office_state IN ('needs-correction', 'returned');

-- One row: how far the office's words have been read.
CREATE TABLE office_feed (
  only   INTEGER PRIMARY KEY CHECK (only = 1),
  cursor TEXT    NOT NULL CHECK (length (cursor) <= 200)
) STRICT;

-- One row: the last time that the portal has told, and where this machine's own clocks stood then.
CREATE TABLE known_time (
  only      INTEGER PRIMARY KEY CHECK (only = 1),
  portal_ms INTEGER NOT NULL,
  uptime_ms INTEGER NOT NULL,
  boot      TEXT    NOT NULL
) STRICT;
