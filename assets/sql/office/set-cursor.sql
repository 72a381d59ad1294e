-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT OR REPLACE INTO office_feed (only, cursor) VALUES (1, :cursor);
