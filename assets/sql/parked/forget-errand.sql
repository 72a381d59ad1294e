-- SPDX-License-Identifier: GPL-3.0-or-later
DELETE FROM parked_errand WHERE id = :id;
