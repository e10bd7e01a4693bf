"""Pictures of figures and grades: drawn without a browser, the same in a page, a document and a file, and each told in words."""
