-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO audit_checkpoint (seq, at_ms, jws) VALUES (:seq, :at_ms, :jws);
