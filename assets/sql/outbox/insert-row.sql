-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO submission (id, local_code, procedure, digest, statement, created_ms, size,
                        attachments, attachment_bytes, clock_doubt)
VALUES (:id, :local_code, :procedure, :digest, :statement, :created_ms, :size,
        :attachments, :attachment_bytes, :clock_doubt);
