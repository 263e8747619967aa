import { AreaCoursePage } from './area-course-page.tsx'
import { AreaEventPage } from './area-event-page.tsx'
import { AreaOverviewPage } from './area-overview-page.tsx'
import { AreaPersonPage } from './area-person-page.tsx'
import { AreaSessionPage } from './area-session-page.tsx'
import { NotFoundPage } from './not-found-page.tsx'

/** The pages of a power user: what they look after, and below it a course, a session, an event or a person. */
export function AreaPage({ params }: { params: { '*'?: string | undefined } }) {
  const [kind = '', id = '', ...more] = (params['*'] ?? '').split('/')
  if (kind === '') return <AreaOverviewPage />
  if (more.length === 0 && /^[0-9a-f-]{36}$/.test(id)) {
    if (kind === 'courses') return <AreaCoursePage courseId={id} />
    if (kind === 'sessions') return <AreaSessionPage sessionId={id} />
    if (kind === 'events') return <AreaEventPage eventId={id} />
    if (kind === 'people') return <AreaPersonPage personId={id} />
  }
  return <NotFoundPage />
}
