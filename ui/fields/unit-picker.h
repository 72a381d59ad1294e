// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/domain/units.h"

G_BEGIN_DECLS

/**
 * McUnitPicker: finds one of 3,321 communes: the province first and then the commune, from lists
 * in the order of the alphabet, or by writing the beginning of a name, with or without marks. The
 * lists are as long as they are; the page they stand on turns them over.
 *
 * Signals:
 *  "picked" (const char *code): of a commune
 *  "left": the person does not want to pick after all
 *  "renewed": another list is shown, to be read from its beginning
 */
#define MC_TYPE_UNIT_PICKER (mc_unit_picker_get_type ())
G_DECLARE_FINAL_TYPE (McUnitPicker, mc_unit_picker, MC, UNIT_PICKER, GtkWidget)

/* units: (transfer none), outlives the widget. */
GtkWidget *mc_unit_picker_new (McUnits *units);

/* Begins anew. province (nullable): its communes, else all provinces. */
void mc_unit_picker_open (McUnitPicker *self, const McProvince *province);

/* (transfer none): where one writes what to look for. */
GtkEditable *mc_unit_picker_get_line (McUnitPicker *self);

G_END_DECLS
