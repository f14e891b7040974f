-- Few of many hearings wait for a limit of the law; whoever looks for them every few seconds must not read all.
create index hearings_waiting on hearings (day)
  where (state ->> 'stage') in ('suspended', 'postponed', 'deliberation');
