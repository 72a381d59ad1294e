-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO parked (id, data, created_ms, expires_ms)
VALUES (:id, :data, :created_ms, :expires_ms);
