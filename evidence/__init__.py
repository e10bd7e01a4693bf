"""What is known of an authority: models, readers, writers, and what may be shown to whom."""
