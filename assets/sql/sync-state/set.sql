-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT OR REPLACE INTO sync_state (only, last_contact_ms, last_failure_ms, failure_code, failure,
                                   clock_offset_ms)
VALUES (1, :last_contact_ms, :last_failure_ms, :failure_code, :failure, :clock_offset_ms);
