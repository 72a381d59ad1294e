-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO audit_event (seq, at_ms, uptime_ms, boot, kind, outcome, subject, chain)
VALUES (:seq, :at_ms, :uptime_ms, :boot, :kind, :outcome, :subject, :chain);
