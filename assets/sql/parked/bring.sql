-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO parked_errand (id, wish, expires_ms) VALUES (:id, 'bring', :expires_ms);
