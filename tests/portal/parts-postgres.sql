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
