-- SPDX-License-Identifier: GPL-3.0-or-later
UPDATE attachment SET sha256 = NULL WHERE submission = :id;
