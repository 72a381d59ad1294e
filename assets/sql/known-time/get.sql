-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT portal_ms, uptime_ms, boot FROM known_time;
