"""What is in a table, in words."""

from typing import TYPE_CHECKING

from cli.report.words import capital, counted

if TYPE_CHECKING:
    from evidence.tables.read import Table


def summary(table: "Table") -> str:
    """How many rows, items and authorities there are; of each key its periods, how many authorities have it, and its range."""
    import polars as pl

    items = table.items
    whose = counted(len(table.authorities), "authority", "authorities") if {"authority", "code"} & table.mapping.said else "one authority"
    lines = [f"{table.file}: {counted(table.rows, 'row')}, {counted(len(items), 'item')} of {whose}."]
    if table.silent:
        lines.append(f"{capital(counted(table.silent, 'row'))} without a figure, or left out by the mapping.")
    known = items.with_columns(number=pl.when(pl.col("kind") == "measure").then(pl.col("value").cast(pl.Float64, strict=False)))
    for kind, key, n, whom, first, last, low, high in (
        known.group_by("kind", "key", maintain_order=True)
        .agg(pl.len(), pl.col("authority").n_unique().alias("whom"), pl.col("date").min().alias("first"), pl.col("date").max().alias("last"),
             pl.col("number").min().alias("low"), pl.col("number").max().alias("high"))
        .iter_rows()
    ):  # fmt: skip
        span = f"from {low:g} to {high:g}, " if low is not None else ""
        lines.append(f"  {kind} {key}: {counted(n, 'item')} of {counted(whom, 'authority', 'authorities')}, {span}{first} to {last}")
    if table.mapping.peers is not None:
        lines.append(f"  with peers: {counted(items['peers_n'].drop_nulls().len(), 'item')}")
    return "\n".join(lines) + "\n"
