-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT id, data FROM draft ORDER BY seq DESC LIMIT 1;
