-- The previous release keeps working after this migration.

-- What people see of a platform. accent_color was the name of the product's own color, and nothing else could be set.
alter table platforms
  add column version integer not null default 1,
  add column accent_color_dark text check (accent_color_dark ~ '^#[0-9a-f]{6}$'),
  add column languages text[] not null default '{}',
  add column first_day_of_week integer not null default 1 check (first_day_of_week between 1 and 7),
  add column mail_header text not null default 'both' check (mail_header in ('logo', 'name', 'both')),
  add column sign_in_texts jsonb not null default '{}';
comment on column platforms.accent_color is 'A color such as #0b6e6e. Anything else = the product''s own.';
comment on column platforms.accent_color_dark is 'Null = made of accent_color.';
comment on column platforms.languages is 'Those that are offered. Empty = all that the program speaks.';
comment on column platforms.first_day_of_week is '1 = Monday to 7 = Sunday, as ISO 8601 counts.';
comment on column platforms.sign_in_texts is 'Title and text of the sign-in page, by language.';

create table platform_images (
  platform_id uuid not null references platforms (platform_id) on delete cascade,
  kind text not null check (kind in ('logo', 'logo-dark', 'icon', 'sign-in')),
  size text not null,
  content bytea not null,
  content_type text not null check (content_type in ('image/png', 'image/webp')),
  width integer not null,
  height integer not null,
  hash text not null,
  primary key (platform_id, kind, size)
);
call protect_tenant_table('platform_images');
comment on table platform_images is 'Pictures of a platform''s brand, drawn anew in the sizes in which they are shown.';
