-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT OR IGNORE INTO blob_damage (digest, kind, found_ms) VALUES (:digest, :kind, :now_ms);
