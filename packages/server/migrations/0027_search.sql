-- The previous release keeps working after this migration.

-- A text as it is searched: without accents, apostrophes and case, letters of one sound as one. "Ångström" and
-- "O’Neil" are found however they are typed. Spelled out here rather than by the extension unaccent, which is not
-- immutable, leaves decomposed text as it is, and needs a right that some databases don't give.
create function search_text(given text) returns text
  language sql immutable strict parallel safe
  return replace(replace(replace(replace(
    normalize(
      translate(
        regexp_replace(
          regexp_replace(
            lower(normalize(translate(given, '''‘’‚‛ʼʻʹ`´′', ''), NFKD)),
            '[\u0300-\u036f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]', '', 'g'),
          '\s+', ' ', 'g'),
        'øđłħıŧð‐‑‒–—−', 'odlhitd------'),
      NFC),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');

alter table people add column search_text text not null
  generated always as (search_text(first_name || ' ' || last_name || ' ' || email)) stored;
alter table courses add column search_text text not null
  generated always as (search_text(name || ' ' || code)) stored;
alter table courses add column search_all text not null
  generated always as (search_text(name || ' ' || code || ' ' || description)) stored;
alter table groups add column search_text text not null
  generated always as (search_text(name)) stored;
alter table mails add column search_text text not null
  generated always as (search_text(recipient || ' ' || subject)) stored;

-- Names as they are stored from now on: composed. Where another one of that name is there already, both stay.
alter table people no force row level security;
alter table courses no force row level security;
alter table sessions no force row level security;
alter table groups no force row level security;
update people set first_name = normalize(first_name, NFC), last_name = normalize(last_name, NFC)
  where first_name is not nfc normalized or last_name is not nfc normalized;
update courses set name = normalize(name, NFC) where name is not nfc normalized;
update sessions set name = normalize(name, NFC) where name is not nfc normalized;
update groups set name = normalize(name, NFC) where name is not nfc normalized and not exists (
  select from groups other where other.platform_id = groups.platform_id and other.id <> groups.id
    and lower(normalize(other.name, NFC)) = lower(normalize(groups.name, NFC)));
alter table people force row level security;
alter table courses force row level security;
alter table sessions force row level security;
alter table groups force row level security;
