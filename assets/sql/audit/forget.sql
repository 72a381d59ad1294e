-- SPDX-License-Identifier: GPL-3.0-or-later
DELETE FROM audit_event WHERE seq <= :seq;
