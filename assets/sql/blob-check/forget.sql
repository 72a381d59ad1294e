-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is gone by now.
DELETE FROM blob_damage
WHERE digest NOT IN (SELECT digest FROM part)
  AND digest NOT IN (SELECT digest FROM draft WHERE digest IS NOT NULL)
  AND digest NOT IN (SELECT digest FROM parked WHERE digest IS NOT NULL);
