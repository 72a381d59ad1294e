-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO envelope (id, data, about)
SELECT :id, :data, json_object ('local_code', local_code, 'procedure', procedure,
                                'digest', digest, 'statement', statement,
                                'created_ms', created_ms)
FROM submission WHERE id = :id;
