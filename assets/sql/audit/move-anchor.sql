-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE audit_anchor
SET (seq, chain) = (SELECT seq, chain FROM audit_event WHERE seq = :seq);
