-- SPDX-License-Identifier: GPL-3.0-or-later
-- The queue of sealed submissions. It holds nothing about a person in the clear.

CREATE TABLE submission (
  id              TEXT    NOT NULL PRIMARY KEY CHECK (length (id) = 36),
  local_code      TEXT    NOT NULL UNIQUE CHECK (length (local_code) BETWEEN 1 AND 32),
  procedure       TEXT    NOT NULL CHECK (length (procedure) BETWEEN 1 AND 64),
  digest          TEXT    NOT NULL CHECK (length (digest) = 43),
  statement       TEXT    NOT NULL,
  created_ms      INTEGER NOT NULL,
  size            INTEGER NOT NULL CHECK (size > 0),
  state           TEXT    NOT NULL DEFAULT 'queued'
                          CHECK (state IN ('queued', 'sent', 'quarantined')),
  attempts        INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_ms INTEGER NOT NULL DEFAULT 0,
  reason_code     TEXT,
  reason          TEXT,
  dossier_code    TEXT,
  received_at     TEXT,
  appointment     TEXT,
  ack             TEXT,
  acked_ms        INTEGER NOT NULL DEFAULT 0,
  -- Sent means acknowledged, and nothing else does.
  CHECK ((state = 'sent') = (ack IS NOT NULL)),
  CHECK ((state = 'sent') = (dossier_code IS NOT NULL)),
  CHECK ((state = 'sent') = (received_at IS NOT NULL)),
  CHECK (appointment IS NULL OR state = 'sent'),
  CHECK (state <> 'quarantined' OR reason_code IS NOT NULL)
) STRICT;

-- UUIDv7 sorts by time, so (state, id) is "oldest first" in every state.
CREATE INDEX submission_by_state ON submission (state, id, next_attempt_ms);

-- Apart from the rows, so that listing the queue never reads a sealed byte.
CREATE TABLE envelope (
  id   TEXT NOT NULL PRIMARY KEY REFERENCES submission (id),
  data BLOB NOT NULL CHECK (length (data) > 0)
) STRICT;

-- queued -> sent; queued -> quarantined -> queued. Sent is the end.
CREATE TRIGGER submission_states BEFORE UPDATE OF state ON submission
WHEN NOT (OLD.state = NEW.state
          OR (OLD.state = 'queued' AND NEW.state IN ('sent', 'quarantined'))
          OR (OLD.state = 'quarantined' AND NEW.state = 'queued'))
BEGIN
  SELECT RAISE (ABORT, 'no such change of state');
END;

CREATE TRIGGER submission_content BEFORE UPDATE OF id, local_code, procedure, digest, statement,
                                                   created_ms, size ON submission
BEGIN
  SELECT RAISE (ABORT, 'the content of a submission never changes');
END;

CREATE TRIGGER submission_kept BEFORE DELETE ON submission WHEN OLD.state <> 'sent'
BEGIN
  SELECT RAISE (ABORT, 'only a sent submission may be deleted');
END;

CREATE TRIGGER envelope_content BEFORE UPDATE ON envelope
BEGIN
  SELECT RAISE (ABORT, 'an envelope never changes');
END;

CREATE TRIGGER envelope_kept BEFORE DELETE ON envelope
WHEN (SELECT state FROM submission WHERE id = OLD.id) <> 'sent'
BEGIN
  SELECT RAISE (ABORT, 'only a sent envelope may be deleted');
END;

-- What a person has answered so far, encrypted under a key that lives in memory only.
-- seq: a draft saved again gets a new, higher one.
CREATE TABLE draft (
  seq  INTEGER PRIMARY KEY,
  id   TEXT NOT NULL UNIQUE CHECK (length (id) BETWEEN 1 AND 64),
  data BLOB NOT NULL
) STRICT;

-- One row: what the daemon last learned of the portal.
CREATE TABLE sync_state (
  only            INTEGER PRIMARY KEY CHECK (only = 1),
  last_contact_ms INTEGER NOT NULL,
  last_failure_ms INTEGER NOT NULL,
  failure_code    TEXT,
  failure         TEXT
) STRICT;
