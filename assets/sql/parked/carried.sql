-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE parked_errand SET carried_ms = :now_ms WHERE id = :id AND wish = 'bring';
