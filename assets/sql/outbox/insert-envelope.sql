-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO envelope (id, data) VALUES (:id, :data);
