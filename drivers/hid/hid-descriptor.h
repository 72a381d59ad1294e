// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * A HID report descriptor, as far as input reports go (Device Class Definition for HID 1.11,
 * section 6.2.2): which usage lies where in which report.
 */
#define MC_HID_MAX_FIELDS 128
#define MC_HID_MAX_DESCRIPTOR 4096 /* what the kernel takes */
#define MC_HID_MAX_REPORT 4096     /* bytes */

typedef struct {
  guint32 usage; /* page << 16 | id */
  guint8 report; /* its id; 0: reports have none */
  guint bit;     /* where it begins, after the id's byte */
  guint size;    /* bits in one element */
  guint count;   /* elements that share this usage */
} McHidField;

typedef struct {
  McHidField fields[MC_HID_MAX_FIELDS];
  guint n_fields;
} McHidDescriptor;

/* FALSE: it is no descriptor, or larger than anything that makes sense. */
gboolean mc_hid_descriptor_parse (McHidDescriptor *self, const guint8 *data, gsize length);

/* (nullable): the first field with usage; in report, if that is not negative. */
const McHidField *mc_hid_descriptor_find (const McHidDescriptor *self, guint32 usage, int report);

G_END_DECLS
