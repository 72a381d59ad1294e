// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/record.h"

G_BEGIN_DECLS

/* A complete input for mc_record_build () made of an example answers file; change what you like
 * in input before building. */
typedef struct {
  McCatalogue *catalogue;
  McPerson *person;
  McAnswers *answers;
  char *notice_text;
  GPtrArray *attachments; /* (element-type McAttachment): one */
  McRecordInput input;
} McRecordFixture;

McRecordFixture *mc_record_fixture_new (const char *answers_path);
void mc_record_fixture_free (McRecordFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McRecordFixture, mc_record_fixture_free)

G_END_DECLS
