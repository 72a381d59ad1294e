-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT data FROM parked WHERE id = :id AND expires_ms > :now_ms;
