-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO part_data (digest, data) VALUES (:digest, :data);
