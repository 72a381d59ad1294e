-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE submission SET office_note = NULL WHERE office_note IS NOT NULL AND office_ms < :before_ms;
