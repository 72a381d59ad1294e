-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT digest, state FROM submission WHERE id = :id;
