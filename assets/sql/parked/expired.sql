-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT id, data, submission FROM parked WHERE expires_ms <= :now_ms;
