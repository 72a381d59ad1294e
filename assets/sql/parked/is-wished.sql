-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT 1 FROM parked_errand WHERE id = :id AND wish = :wish;
