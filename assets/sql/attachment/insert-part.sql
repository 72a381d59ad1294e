-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO part (digest, attachment, position, size)
VALUES (:digest, :attachment, :position, :size);
