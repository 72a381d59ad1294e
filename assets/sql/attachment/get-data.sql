-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT data FROM part_data WHERE digest = :digest;
