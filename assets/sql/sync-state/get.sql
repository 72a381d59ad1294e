-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT last_contact_ms, last_failure_ms, failure_code, failure FROM sync_state;
