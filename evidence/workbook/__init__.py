"""The workbook: an evidence set as a team fills it in with Excel, LibreOffice or Teams."""
