"""`peerbench gaps`: what is not known and what to find out next, as lists, prompts, a timetable, and how far the result would bear it."""
