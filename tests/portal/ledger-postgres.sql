-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the reference gateway remembers. Envelopes stay sealed; nothing here is about a person.
CREATE TABLE token (
  hash BYTEA PRIMARY KEY,         -- SHA-256; the token itself is never kept
  expires_ms BIGINT NOT NULL,
  used_ms BIGINT
);

CREATE TABLE kiosk (
  serial BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- kiosk-000001 and on, never given twice
  machine TEXT NOT NULL,
  version TEXT NOT NULL,
  enrolled_ms BIGINT NOT NULL,
  seal_certificate TEXT,
  transport_certificate TEXT,
  revoked_ms BIGINT
);

CREATE TABLE submission (
  id TEXT PRIMARY KEY,           -- UUIDv7 of the record: this is what makes it exactly once
  digest TEXT NOT NULL,          -- base64url SHA-256 of the envelope
  kiosk TEXT NOT NULL,
  local_code TEXT NOT NULL,
  procedure TEXT NOT NULL,
  dossier_code TEXT NOT NULL UNIQUE,
  received_at TEXT NOT NULL,     -- RFC 3339, +07:00
  appointment TEXT,
  ack TEXT NOT NULL,             -- the first answer, given again to every replay (trust.c)
  offers BIGINT NOT NULL DEFAULT 1,
  envelope BYTEA NOT NULL
);

CREATE TABLE sequence (
  agency TEXT NOT NULL,
  day TEXT NOT NULL,             -- yyMMdd, Vietnamese time
  last BIGINT NOT NULL,
  PRIMARY KEY (agency, day)
);

CREATE TABLE testimony (
  name TEXT PRIMARY KEY,
  count BIGINT NOT NULL
);

-- How each kiosk last said it was, and how its audit log ended when it signed that: from then on the
-- log cannot be written anew unseen.
CREATE TABLE heartbeat (
  kiosk TEXT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  report TEXT NOT NULL
);

CREATE TABLE checkpoint (
  kiosk TEXT NOT NULL,
  seq BIGINT NOT NULL,
  chain TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (kiosk, seq)
);
