-- SPDX-License-Identifier: GPL-3.0-or-later
-- Drafts of people who have left with a slip: encrypted under a key that is on that slip alone.
-- Nothing about the person is in the clear, and nobody here can open one.
CREATE TABLE parked (
  id         TEXT    NOT NULL PRIMARY KEY CHECK (length (id) = 26),
  data       BLOB    NOT NULL CHECK (length (data) BETWEEN 28 AND 1048576),
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL CHECK (expires_ms > created_ms)
) STRICT;

CREATE TRIGGER parked_content BEFORE UPDATE ON parked
BEGIN
  SELECT RAISE (ABORT, 'a parked draft never changes');
END;
