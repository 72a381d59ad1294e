-- SPDX-License-Identifier: GPL-3.0-or-later
-- Attachments: records whose parts have not all come yet, and the parts, which stay sealed.
CREATE TABLE IF NOT EXISTS pending (
  id TEXT PRIMARY KEY,           -- of the record
  digest TEXT NOT NULL,
  since_ms BIGINT NOT NULL,
  envelope BYTEA NOT NULL
);

CREATE TABLE IF NOT EXISTS part (
  submission TEXT NOT NULL,
  digest TEXT NOT NULL,          -- base64url SHA-256 of the data
  size BIGINT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (submission, digest)
);

-- Forms left for later, sealed for whoever holds the slip. One that is gone keeps its row for a
-- while: taker is the kiosk that has taken it up, or 'expired'.
CREATE TABLE IF NOT EXISTS parked (
  id TEXT PRIMARY KEY,
  kiosk TEXT NOT NULL,           -- that brought it
  digest TEXT NOT NULL,
  expires_ms BIGINT NOT NULL,
  data BYTEA,                    -- none of one that is gone
  taker TEXT
);
