-- The facts of the made-up sector, from evidence in the long form. Written by hand for its rulebook, as fast as DuckDB does it in the
-- ways that were tried: the file is scanned once for each of two aggregations, and only whole numbers are kept.
set preserve_insertion_order = false;

-- The first day of which less than n months have begun until a day; where the month is too short for that, the first of the next.
create macro since(day, n) as case when day(day - to_months(n)) = day(day) then (day - to_months(n))::date
  else (date_trunc('month', day - to_months(n)) + interval 1 month)::date end;

create table rules as select c::smallint as c, id, weight::bigint as weight, heading::smallint as heading from read_json(getvariable('criteria'));
create table keys as
  select kind, key, criterion::smallint as c, max(bound)::decimal(18, 3) as bound, max(test) filter (shape = 'document') as plan,
    max(test) filter (shape = 'least') as share, max(test) filter (shape = 'event') as act, max(test) filter (shape = 'target') as target,
    max(test) filter (shape = 'worse') as worse
  from read_json(getvariable('tests')) group by all
  union all by name select 'statement' as kind, id as key, c from rules;
create table voices as select unnest(['document', 'data', 'members', 'officers', 'staff', 'unions', 'partners', 'users', 'residents', 'inspectors']) as source,
  unnest([1 << n for n in range(10)])::bigint as bit;
-- Ten bits for each extent, and a bit of a kind of source in each that it reaches: its own bit times this.
create table extents as select unnest(['absent', 'planned', 'partial', 'in_place', 'embedded']) as extent,
  unnest([list_sum([1::bigint << 10 * k for k in range(n + 1)]) for n in range(5)])::bigint as reach;

create table heads as
  select (row_number() over ())::int as a, authority, as_of, since(as_of, 24) as since24, since(as_of, 36) as since36
  from read_parquet(getvariable('evidence')) where kind = 'authority';
create view items as
  select h.a, k.c, h.since24, h.since36, v.bit, e.* from read_parquet(getvariable('evidence')) e
  join heads h using (authority) join keys k using (kind, key) join voices v using (source) where e.date <= h.as_of;

-- Of each measure the latest figure, and what the tests say of it; null: unknown, or not asked.
create table latest as
  select m.a, m.c, m.bit, case when m.date >= since24 then run[1] >= bound end as share, case when target is not null then run[1] >= aim end as target,
    case when worse is not null and len(run) = 3 then run[1] < run[2] and run[2] < run[3] end as worse
  from (
    select a, c, max(date) as date, max_by(bit, date) as bit, max_by(target::decimal(18, 3), date) as aim, max_by(value::decimal(18, 3), date, 3) as run
    from items where kind = 'measure' group by a, c
  ) m join heads using (a) join (select * from keys where kind = 'measure') using (c);
create view others as
  select a, c, kind, bit, extent, results, case when kind = 'document' and date >= since36 then status in ('adopted', 'published', 'implemented')
    when kind = 'event' and date >= since24 then result = 'good' end as holds
  from items where kind != 'measure';
