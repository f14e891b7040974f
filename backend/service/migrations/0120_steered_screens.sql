-- What whoever put a screen up wants it to show; what it may show is asked of the policy each time.
alter table screens
  add column page text not null default 'wall' check (page in ('turning', 'wall', 'today', 'statistics')),
  -- Hearings: whose picture is large on the wall, and whose sound is heard.
  add column large uuid,
  add column sound uuid;
