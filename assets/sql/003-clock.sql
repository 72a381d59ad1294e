-- SPDX-License-Identifier: GPL-3.0-or-later
-- How far this machine's clock was from the portal's when they last spoke; positive: it was fast.
ALTER TABLE sync_state ADD COLUMN clock_offset_ms INTEGER NOT NULL DEFAULT 0;
