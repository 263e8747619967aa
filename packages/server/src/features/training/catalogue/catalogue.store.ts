import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import { matches } from '../../../db/search.ts'
import type { EnrollmentStatus } from '../../../domain/enrollment.ts'
import type { CourseId, PersonId, PlatformId } from '../../../domain/ids.ts'

interface CatalogueFilter {
  readonly query: string | undefined
  readonly category: string | undefined
  readonly after: readonly string[] | undefined
  readonly limit: number
  readonly personId: PersonId
  readonly now: Date
}

const DESCRIPTION_LENGTH = 300

/** Courses of the catalogue by name, with what their open sessions have and what a person has in them. */
export async function listCatalogue(db: Db, platformId: PlatformId, filter: CatalogueFilter) {
  const { query, category, after, limit, personId, now } = filter
  const wanted = [
    sql`c.platform_id = ${platformId} and c.visibility = 'catalogue' and c.cancelled_at is null`,
    ...(category ? [sql`${category} = any(c.categories)`] : []),
    ...(query ? [matches('c.searchAll', query)] : []),
    ...(after ? [sql`(c.name collate by_name, c.id) > (${after[0]}, ${after[1]}::uuid)`] : []),
  ]
  const { rows } = await sql<CatalogueRow>`
    with page as (
      select c.* from courses c where ${sql.join(wanted, sql` and `)} order by c.name collate by_name, c.id limit ${limit}
    ), coming as (
      select s.platform_id, s.course_id, s.id, s.max_enrollment, d.next_starts_at,
        s.self_enrollment <> 'closed' and (s.enrollment_opens_at is null or s.enrollment_opens_at <= ${now})
          and (s.enrollment_closes_at is null or s.enrollment_closes_at > ${now}) as is_open,
        (select count(*)::int from enrollments e where e.platform_id = s.platform_id and e.session_id = s.id
          and e.status in ('offered', 'enrolled')) as taken
      from sessions s
      join page on page.platform_id = s.platform_id and page.id = s.course_id
      left join lateral (
        select min(starts_at) filter (where ends_at > ${now}) as next_starts_at, max(ends_at) as last_ends_at
        from events v where v.platform_id = s.platform_id and v.session_id = s.id and v.cancelled_at is null
      ) d on true
      where s.cancelled_at is null and (d.last_ends_at is null or d.last_ends_at > ${now})
    )
    select page.id, page.name, page.code, left(page.description, ${DESCRIPTION_LENGTH}) as description, page.type,
      page.categories, page.hue as own_hue, i.changed_at as image_changed_at, page.name as sort_name,
      coalesce(o.sessions, 0) as open_sessions, o.next_starts_at,
      case when o.limitless then null else coalesce(o.places, 0) end as places_left, own.status as own
    from page
    left join course_images i on i.platform_id = page.platform_id and i.course_id = page.id
    left join lateral (
      select count(*)::int as sessions, min(next_starts_at) as next_starts_at,
        bool_or(max_enrollment is null) as limitless, sum(greatest(0, max_enrollment - taken))::int as places
      from coming where coming.course_id = page.id and is_open
    ) o on true
    left join lateral (
      select e.status from coming join enrollments e on e.platform_id = coming.platform_id
        and e.session_id = coming.id and e.person_id = ${personId} and e.status <> 'cancelled'
      where coming.course_id = page.id
      order by array_position(array['enrolled', 'offered', 'waiting', 'requested'], e.status) limit 1
    ) own on true
    order by page.name collate by_name, page.id`.execute(db)
  return rows
}

interface CatalogueRow {
  readonly id: CourseId
  readonly name: string
  readonly code: string
  readonly description: string
  readonly type: 'vilt' | 'ilt'
  readonly categories: string[]
  readonly ownHue: number | null
  readonly imageChangedAt: Date | null
  readonly sortName: string
  readonly openSessions: number
  readonly nextStartsAt: Date | null
  readonly placesLeft: number | null
  readonly own: EnrollmentStatus | null
}

/** Categories that courses of the catalogue have. */
export async function listCategories(db: Db, platformId: PlatformId): Promise<string[]> {
  const { rows } = await sql<{ category: string }>`
    select distinct word collate by_name as category from courses, unnest(categories) word
    where platform_id = ${platformId} and visibility = 'catalogue' and cancelled_at is null
    order by category limit 200`.execute(db)
  return rows.map((row) => row.category)
}
