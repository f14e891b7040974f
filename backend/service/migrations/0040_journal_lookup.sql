-- What is looked up for an append is found by index, one by one, whatever is known of the table's size when the plan is made:
-- a plan of the first days would read the whole journal for each append.
create or replace function journal_begin(sources text[], ids text[], streams text[], out next_position bigint, out service_sequence bigint,
  out accepted_at timestamptz, out known jsonb, out heads jsonb)
language plpgsql volatile as $$
begin
  select h.next_position, h.service_sequence, h.accepted_at
    into next_position, service_sequence, accepted_at
    from journal_head h for update;
  if cardinality(ids) > 0 then
    select jsonb_agg(jsonb_build_array(k.source, k.id, j.position, j.head, j.payload)) into known
      from unnest(sources, ids) as k (source, id)
      cross join lateral (
        select r.position, r.head, r.payload from journal r where r.source = k.source and r.id = k.id limit 1) j;
  end if;
  if cardinality(streams) > 0 then
    select jsonb_agg(jsonb_build_array(s.stream, l.seq, encode(l.hash, 'hex'), f.head, f.payload)) into heads
      from unnest(streams) as s (stream)
      cross join lateral (select r.seq, r.hash from journal r where r.stream = s.stream order by r.seq desc limit 1) l
      cross join lateral (select r.head, r.payload from journal r where r.stream = s.stream and r.seq = 0 limit 1) f;
  end if;
end $$;
