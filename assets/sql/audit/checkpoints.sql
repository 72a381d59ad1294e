-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT seq, at_ms, jws FROM audit_checkpoint WHERE seq > :after ORDER BY seq LIMIT :limit;
