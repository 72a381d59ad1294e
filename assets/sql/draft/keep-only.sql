-- SPDX-License-Identifier: GPL-3.0-or-later
DELETE FROM draft WHERE id IS NOT :id;
