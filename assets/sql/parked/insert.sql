-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO parked (id, data, digest, created_ms, expires_ms, submission)
VALUES (:id, :data, :digest, :created_ms, :expires_ms, :submission);
