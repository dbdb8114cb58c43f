// A table on pages of A4: cells broken into lines, its head repeated on every page.
#ifndef FLOPCAST_REPORT_PDF_TABLE_H
#define FLOPCAST_REPORT_PDF_TABLE_H

#include "report/pdf_page.h"
#include "report/sheet.h"

void pdf_table_put(struct pdf_page *page, const struct sheet_table *table);

#endif
