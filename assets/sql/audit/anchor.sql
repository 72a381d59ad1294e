-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT seq, chain FROM audit_anchor;
