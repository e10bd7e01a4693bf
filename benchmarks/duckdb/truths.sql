-- The truth of every test that is not unknown.
create view answer as
  select authority, test, case when holds then 1 else -1 end::tinyint as truth from (
    select a, coalesce(plan, act) as test, bool_or(holds) as holds from others join keys using (kind, c) where holds is not null group by all
    union all select a, keys.share, latest.share from latest join keys using (c) where kind = 'measure' and latest.share is not null
    union all select a, keys.target, latest.target from latest join keys using (c) where kind = 'measure' and latest.target is not null
    union all select a, keys.worse, latest.worse from latest join keys using (c) where kind = 'measure' and latest.worse is not null
  ) join heads using (a);
