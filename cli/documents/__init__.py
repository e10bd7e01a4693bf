"""Documents for those who work in an office: Word, slides, and PDF, all from the one page of the report."""
