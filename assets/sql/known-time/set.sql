-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT OR REPLACE INTO known_time (only, portal_ms, uptime_ms, boot)
VALUES (1, :portal_ms, :uptime_ms, :boot);
