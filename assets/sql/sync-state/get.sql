-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT last_contact_ms, last_failure_ms, failure_code, failure, clock_offset_ms FROM sync_state;
