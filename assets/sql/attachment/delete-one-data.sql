-- SPDX-License-Identifier: GPL-3.0-or-later
DELETE FROM part_data WHERE digest IN (SELECT digest FROM part WHERE attachment = :id);
