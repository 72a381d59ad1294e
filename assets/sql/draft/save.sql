-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT OR REPLACE INTO draft (seq, id, data, digest)
VALUES ((SELECT coalesce (max (seq), 0) + 1 FROM draft), :id, :data, :digest);
