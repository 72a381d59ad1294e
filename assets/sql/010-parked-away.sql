-- SPDX-License-Identifier: GPL-3.0-or-later
-- Parked drafts at the portal: another kiosk, or a counter, can go on with them.

-- Whose photographed papers these are: they stay until it is taken up or expires.
ALTER TABLE parked ADD COLUMN submission TEXT;

-- What the portal has still to be told. wish: "bring" the draft of that id there, or "withdraw" it.
-- offered: a request has been sent, so the portal may have it; carried_ms: it has said so. The draft
-- of a "withdraw" may have come from another machine, and is not in parked.
CREATE TABLE parked_errand (
  id              TEXT    NOT NULL PRIMARY KEY CHECK (length (id) = 26),
  wish            TEXT    NOT NULL CHECK (wish IN ('bring', 'withdraw')),
  offered         INTEGER NOT NULL DEFAULT 0 CHECK (offered IN (0, 1)),
  carried_ms      INTEGER,
  attempts        INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_ms INTEGER NOT NULL DEFAULT 0,
  expires_ms      INTEGER NOT NULL
) STRICT;
