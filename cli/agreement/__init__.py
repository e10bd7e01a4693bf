"""`peerbench agree`: how far assessors agree, and what to talk about first."""
