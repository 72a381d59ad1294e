-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT OR REPLACE INTO blob_check (only, stage, after, checked, begun_ms, ended_ms)
VALUES (1, :stage, :after, :checked, :begun_ms, :ended_ms);
