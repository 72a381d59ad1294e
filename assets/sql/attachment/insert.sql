-- SPDX-License-Identifier: GPL-3.0-or-later
INSERT INTO attachment (id, submission, field, media_type, size, pages, sha256, manifest)
VALUES (:id, :submission, :field, :media_type, :size, :pages, :sha256, :manifest);
