-- SPDX-License-Identifier: GPL-3.0-or-later
-- SQLite's own check does not see a changed byte inside a blob. Envelopes and parts are named by
-- their digest; drafts, which only their owners' keys open, get one, too (NULL: kept by an earlier
-- version), and the daemon looks at all of them in the background (offline-cache/blob-check.h).

ALTER TABLE draft ADD COLUMN digest TEXT CHECK (length (digest) = 43);
ALTER TABLE parked ADD COLUMN digest TEXT CHECK (length (digest) = 43);

-- One row: how far the look has come. stage and after: what it goes on from; ended_ms: 0 while one
-- is under way.
CREATE TABLE blob_check (
  only     INTEGER PRIMARY KEY CHECK (only = 1),
  stage    INTEGER NOT NULL CHECK (stage BETWEEN 0 AND 3),
  after    TEXT    NOT NULL,
  checked  INTEGER NOT NULL CHECK (checked >= 0),
  begun_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL
) STRICT;

-- What was found damaged and belongs to no submission; a submission says so itself.
CREATE TABLE blob_damage (
  digest   TEXT    NOT NULL PRIMARY KEY CHECK (length (digest) = 43),
  kind     TEXT    NOT NULL CHECK (kind IN ('part', 'draft', 'parked')),
  found_ms INTEGER NOT NULL
) STRICT;
