-- SPDX-License-Identifier: GPL-3.0-or-later
-- Papers that go with submissions, sealed in parts. They are added while the person stands there and
-- belong to the submission of that id once its row is there; what belongs to none is swept out.

ALTER TABLE submission ADD COLUMN attachments INTEGER NOT NULL DEFAULT 0 CHECK (attachments >= 0);
ALTER TABLE submission ADD COLUMN attachment_bytes INTEGER NOT NULL DEFAULT 0
                                                   CHECK (attachment_bytes >= 0);

CREATE INDEX submission_with_attachments ON submission (state, id, next_attempt_ms)
WHERE attachments > 0;

-- sha256 is the file's own, for the record: it is forgotten when that is sealed.
CREATE TABLE attachment (
  id         TEXT    NOT NULL PRIMARY KEY CHECK (length (id) = 36),
  submission TEXT    NOT NULL CHECK (length (submission) = 36),
  field      TEXT    NOT NULL CHECK (length (field) BETWEEN 1 AND 200),
  media_type TEXT    NOT NULL CHECK (media_type IN ('application/pdf', 'image/jpeg')),
  size       INTEGER NOT NULL CHECK (size > 0),
  pages      INTEGER NOT NULL CHECK (pages > 0),
  sha256     TEXT    CHECK (length (sha256) = 43),
  manifest   TEXT    NOT NULL UNIQUE CHECK (length (manifest) = 43)
) STRICT;

CREATE INDEX attachment_of_submission ON attachment (submission, id);

-- What is sent: position 0 is the manifest, the others are the file, 128 KiB each.
CREATE TABLE part (
  digest     TEXT    NOT NULL PRIMARY KEY CHECK (length (digest) = 43),
  attachment TEXT    NOT NULL REFERENCES attachment (id),
  position   INTEGER NOT NULL CHECK (position >= 0),
  size       INTEGER NOT NULL CHECK (size > 0),
  UNIQUE (attachment, position)
) STRICT;

-- Apart from the parts, so that listing them never reads a sealed byte.
CREATE TABLE part_data (
  digest TEXT NOT NULL PRIMARY KEY REFERENCES part (digest),
  data   BLOB NOT NULL CHECK (length (data) > 0)
) STRICT;

CREATE TRIGGER submission_attachments BEFORE UPDATE OF attachments, attachment_bytes ON submission
BEGIN
  SELECT RAISE (ABORT, 'the content of a submission never changes');
END;

CREATE TRIGGER attachment_content BEFORE UPDATE OF id, submission, field, media_type, size, pages,
                                                   manifest ON attachment
BEGIN
  SELECT RAISE (ABORT, 'an attachment never changes');
END;

CREATE TRIGGER attachment_kept BEFORE DELETE ON attachment
WHEN (SELECT state FROM submission WHERE id = OLD.submission) <> 'sent'
BEGIN
  SELECT RAISE (ABORT, 'only a sent attachment may be deleted');
END;

CREATE TRIGGER part_content BEFORE UPDATE ON part
BEGIN
  SELECT RAISE (ABORT, 'a part never changes');
END;

CREATE TRIGGER part_kept BEFORE DELETE ON part
WHEN (SELECT state FROM attachment JOIN submission ON submission.id = attachment.submission
      WHERE attachment.id = OLD.attachment) <> 'sent'
BEGIN
  SELECT RAISE (ABORT, 'only a sent part may be deleted');
END;

CREATE TRIGGER part_data_content BEFORE UPDATE ON part_data
BEGIN
  SELECT RAISE (ABORT, 'a part never changes');
END;

CREATE TRIGGER part_data_kept BEFORE DELETE ON part_data
WHEN (SELECT state
      FROM part JOIN attachment ON attachment.id = part.attachment
                JOIN submission ON submission.id = attachment.submission
      WHERE part.digest = OLD.digest) <> 'sent'
BEGIN
  SELECT RAISE (ABORT, 'only a sent part may be deleted');
END;
