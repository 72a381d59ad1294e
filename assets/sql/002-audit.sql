-- SPDX-License-Identifier: GPL-3.0-or-later
-- What has been done with submissions, when and how it went: nothing about a person. Each event's
-- chain is a digest over the chain before it and the event itself (offline-cache/audit.h), so that
-- what is taken out, moved or changed later is seen.

CREATE TABLE audit_event (
  seq       INTEGER PRIMARY KEY CHECK (seq > 0),
  at_ms     INTEGER NOT NULL,
  uptime_ms INTEGER NOT NULL,
  boot      TEXT    NOT NULL CHECK (length (boot) BETWEEN 1 AND 64),
  kind      TEXT    NOT NULL CHECK (length (kind) BETWEEN 1 AND 32),
  outcome   TEXT    NOT NULL CHECK (length (outcome) <= 64),
  subject   TEXT    NOT NULL CHECK (length (subject) <= 64),
  chain     TEXT    NOT NULL CHECK (length (chain) = 43)
) STRICT;

-- One row: the chain that the oldest event still kept continues.
CREATE TABLE audit_anchor (
  only  INTEGER PRIMARY KEY CHECK (only = 1),
  seq   INTEGER NOT NULL,
  chain TEXT    NOT NULL CHECK (length (chain) = 43)
) STRICT;

INSERT INTO audit_anchor VALUES (1, 0, 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');

-- Signed by the kiosk: "at this time the chain ended so". The portal is given the same words.
CREATE TABLE audit_checkpoint (
  seq   INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  jws   TEXT    NOT NULL
) STRICT;

CREATE TRIGGER audit_event_content BEFORE UPDATE ON audit_event
BEGIN
  SELECT RAISE (ABORT, 'an event never changes');
END;

CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
WHEN OLD.seq > (SELECT seq FROM audit_anchor)
BEGIN
  SELECT RAISE (ABORT, 'only events before the anchor may be deleted');
END;
