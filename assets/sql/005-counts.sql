-- SPDX-License-Identifier: GPL-3.0-or-later
-- What screens, heartbeats and cycles ask for again and again, kept by triggers: with 100,000 rows
-- counting them takes 8 ms, and looking for the next that is due 6 ms.

-- One row. fresh: queued and never put off.
CREATE TABLE submission_count (
  only        INTEGER PRIMARY KEY CHECK (only = 1),
  queued      INTEGER NOT NULL CHECK (queued >= 0),
  fresh       INTEGER NOT NULL CHECK (fresh BETWEEN 0 AND queued),
  sent        INTEGER NOT NULL CHECK (sent >= 0),
  quarantined INTEGER NOT NULL CHECK (quarantined >= 0)
) STRICT;

INSERT INTO submission_count
SELECT 1,
       count (*) FILTER (WHERE state = 'queued'),
       count (*) FILTER (WHERE state = 'queued' AND next_attempt_ms = 0),
       count (*) FILTER (WHERE state = 'sent'),
       count (*) FILTER (WHERE state = 'quarantined')
FROM submission;

CREATE INDEX submission_waiting ON submission (next_attempt_ms)
WHERE state = 'queued' AND next_attempt_ms > 0;

CREATE TRIGGER submission_counted_in AFTER INSERT ON submission
BEGIN
  UPDATE submission_count
  SET queued      = queued + (NEW.state = 'queued'),
      fresh       = fresh + (NEW.state = 'queued' AND NEW.next_attempt_ms = 0),
      sent        = sent + (NEW.state = 'sent'),
      quarantined = quarantined + (NEW.state = 'quarantined');
END;

CREATE TRIGGER submission_counted_anew AFTER UPDATE OF state, next_attempt_ms ON submission
WHEN OLD.state <> NEW.state OR (OLD.next_attempt_ms = 0) <> (NEW.next_attempt_ms = 0)
BEGIN
  UPDATE submission_count
  SET queued      = queued + (NEW.state = 'queued') - (OLD.state = 'queued'),
      fresh       = fresh + (NEW.state = 'queued' AND NEW.next_attempt_ms = 0)
                          - (OLD.state = 'queued' AND OLD.next_attempt_ms = 0),
      sent        = sent + (NEW.state = 'sent') - (OLD.state = 'sent'),
      quarantined = quarantined + (NEW.state = 'quarantined') - (OLD.state = 'quarantined');
END;

CREATE TRIGGER submission_counted_out AFTER DELETE ON submission
BEGIN
  UPDATE submission_count
  SET queued      = queued - (OLD.state = 'queued'),
      fresh       = fresh - (OLD.state = 'queued' AND OLD.next_attempt_ms = 0),
      sent        = sent - (OLD.state = 'sent'),
      quarantined = quarantined - (OLD.state = 'quarantined');
END;
