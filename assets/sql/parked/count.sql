-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT count (*) FROM parked WHERE expires_ms > :now_ms;
