-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT stage, after, checked, begun_ms, ended_ms, (SELECT count (*) FROM blob_damage)
FROM (SELECT 1) LEFT JOIN blob_check ON only = 1;
