-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE parked_errand SET offered = 1 WHERE id = :id;
