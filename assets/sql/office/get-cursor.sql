-- SPDX-License-Identifier: GPL-3.0-or-later
SELECT cursor FROM office_feed;
