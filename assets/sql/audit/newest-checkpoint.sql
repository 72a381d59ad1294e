-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT seq, at_ms FROM audit_checkpoint ORDER BY seq DESC LIMIT 1;
