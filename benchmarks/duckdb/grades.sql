-- From facts to the grades of criteria, headings, elements and the whole.
--
-- What is found of a criterion is packed in two whole numbers. `t`: for each of its tests eleven bits, one for each kind of source that
-- satisfies it, and 1024 where anything is in its scope. `s`: for each extent ten bits, one for each kind of source that says as much.
create macro told(holds, bit) as case when holds then 1024 | bit when holds is not null then 1024 else 0 end;
create table found as
  select a, c, bit_or(t) as t, bit_or(s) as s from (
    select a, c, case kind when 'document' then told(holds, bit) when 'event' then told(holds, bit) << 22 else 0 end as t,
      case when kind = 'statement' then reach * bit | (coalesce(results, false)::bigint << 60) else 0 end as s
    from others left join extents using (extent)
    union all select a, c, (told(share, bit) << 11) | (told(target, bit) << 33) | (told(worse, bit) << 44), 0 from latest
  ) group by a, c;

-- The rubric, as engine/rubric.py says it: by whom a grade is shown, who falls short of it, and what may yet come.
create table graded as
  with parts as (
    select a, c, k.target is not null as aims, t != 0 or s != 0 as known, t & 2047 as d, (t >> 11) & 2047 as l, (t >> 22) & 2047 as e,
      (t >> 33) & 2047 as m, (t >> 44) & 1023 != 0 as hard, s >> 60 != 0 as told, s & 1023 as s0, (s >> 10) & 1023 as s1,
      (s >> 20) & 1023 as s2, (s >> 30) & 1023 as s3, (s >> 40) & 1023 as s4
    from found join (select * from keys where kind = 'measure') k using (c)
  ), shown as (
    select *, (s2 | d | l | e | m) & 1023 as p2, (s3 | d | l | m) & 1023 as p3, (s4 | l) & 1023 as p4, told or l > 1024 or m > 1024 as results,
      case when l = 0 then 4 when d = 0 or (aims and m = 0) then 3 when e = 0 then 2 else 0 end as open_to,
      (e = 1024)::tinyint as under2, (e = 1024)::tinyint + (d = 1024)::tinyint + (m = 1024)::tinyint + hard::tinyint as under3, (l = 1024)::tinyint as under4
    from parts
  ), short as (
    select *, bit_count(s0 & ~s2 & ~p2) + under2 as f2, bit_count(s0 & ~s3 & ~p3) + under3 as f3, bit_count(s0 & ~s4 & ~p4) + under3 + under4 as f4 from shown
  ), ends as (
    select a, c,
      case when bit_count(p4) >= 2 and results and not hard and s0 & ~s3 & ~p4 = 0 then 4
        when bit_count(p3) >= 2 and not hard and s0 & ~s2 & ~p3 = 0 then 3 when p2 != 0 and s0 & ~s1 & ~p2 = 0 then 2 else 1 end::tinyint as at_least,
      case when p4 != 0 or f4 = 0 or (f4 = 1 and open_to >= 4) then 4 when p3 != 0 or f3 = 0 or (f3 = 1 and open_to >= 3) then 3
        when p2 != 0 or f2 = 0 or (f2 = 1 and open_to >= 2) then 2 else 1 end::tinyint as could_be
    from short where known
  )
  select h.a, r.c, r.heading, r.weight, case when e.at_least > 1 or e.could_be = 1 then e.at_least end as grade,
    coalesce(e.at_least, 1)::tinyint as at_least, coalesce(e.could_be, 4)::tinyint as could_be
  from heads h cross join rules r left join ends e on e.a = h.a and e.c = r.c;

-- Means, exact: whole numbers of parts so small that every denominator divides them. A heading has weights of up to 21, an element five
-- headings, the whole eight elements.
create macro part() as 232792560::bigint;
create macro banded(value, one) as case when 2 * value >= 7 * one then 4 when 2 * value >= 5 * one then 3 when 2 * value >= 3 * one then 2 else 1 end::tinyint;
create macro averaged(value, many, parts) as coalesce(sum(value), 0)::bigint * (parts // greatest(coalesce(many, 0), 1)::bigint);
create table headings as
  select a, heading, greatest(least(mean, most), proved) as value, proved, most, share, 2 * share >= part() and share > 0 as given from (
    select a, heading, averaged(weight * grade, sum(weight) filter (grade is not null), part()) as mean,
      averaged(weight * at_least, sum(weight), part()) as proved, averaged(weight * could_be, sum(weight), part()) as most,
      averaged(case when grade is not null then weight end, sum(weight), part()) as share
    from graded group by a, heading);
create table elements as
  select a, element, greatest(least(mean, most), proved) as value, proved, most, share, 2 * share >= 60 * part() and some_given as given from (
    select a, heading // 5 as element, averaged(case when given then value end, count(*) filter (given), 60) as mean, averaged(proved, count(*), 60) as proved,
      averaged(most, count(*), 60) as most, averaged(share, count(*), 60) as share, bool_or(given) as some_given
    from headings group by all);
create table wholes as
  select a, greatest(least(mean, most), proved) as value, proved, most, 2 * share >= 60 * 840 * part() and some_given as given from (
    select a, averaged(case when given then value end, count(*) filter (given), 840) as mean, averaged(proved, count(*), 840) as proved,
      averaged(most, count(*), 840) as most, averaged(share, count(*), 840) as share, bool_or(given) as some_given
    from elements group by all);

-- Names as numbers of words: that is how Parquet holds them.
create type rule as enum (select id from rules union all select distinct 'heading.' || heading from headings
  union all select distinct 'element.' || element from elements union all select 'whole');
create type authority as enum (select authority from heads);
create view answer as
  select n.authority, rule, grade, at_least, could_be from (select a, authority::authority as authority from heads) n join (
    select a, r.rule, grade, at_least, could_be from graded join (select c, id::rule as rule from rules) r using (c)
    union all select a, ('heading.' || heading)::rule, case when given then banded(value, part()) end, banded(proved, part()), banded(most, part())
      from headings
    union all select a, ('element.' || element)::rule, case when given then banded(value, 60 * part()) end, banded(proved, 60 * part()),
      banded(most, 60 * part()) from elements
    union all select a, 'whole'::rule, case when given then banded(value, 50400 * part()) end, banded(proved, 50400 * part()),
      banded(most, 50400 * part()) from wholes
  ) using (a);
