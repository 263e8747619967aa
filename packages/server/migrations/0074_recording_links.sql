-- The previous release keeps working after this migration: it knows no recordings of tools that give links of this kind.

-- Of recordings that a tool tells of once, with a link that ends: it can't be asked for again.
create table recording_links (
  platform_id uuid not null,
  recording_id uuid not null,
  link_sealed text not null,
  ends_at timestamptz not null,
  primary key (platform_id, recording_id),
  foreign key (platform_id, recording_id) references recordings (platform_id, id) on delete cascade
);
create index recording_links_over on recording_links (ends_at, platform_id);
call protect_tenant_table('recording_links');
call let_sweeps_read('recording_links', 'ends_at');
comment on table recording_links is 'Links to recordings that a tool tells of once. They go when they have ended.';
comment on column recording_links.link_sealed is 'Whoever has the link has the film.';
comment on table recordings is 'Recordings of events that a provider has or had. Links that can be asked for again are in no table.';
