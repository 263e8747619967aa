import { useTexts } from '../../../app/i18n.ts'
import type { Step } from '../../../ui/page.tsx'
import { useMe } from '../../people/auth/queries.ts'

/** What belongs to a session, or to its course alone. */
interface Above {
  readonly courseId: string
  readonly courseName: string
  readonly sessionId?: string
  readonly sessionName?: string
}

/** The way to what belongs to a course: from the list where this person finds it, down to its session. */
export function useCourseTrail(above?: Above): readonly Step[] {
  const { t } = useTexts()
  const may = useMe().data?.may
  const root =
    may?.teach || may?.administer
      ? { label: t('nav.courses'), href: '/courses' }
      : { label: t('nav.catalogue'), href: '/catalogue' }
  if (!above) return [root]
  const { courseId, courseName, sessionId, sessionName = '' } = above
  return [
    root,
    { label: courseName, href: `/courses/${courseId}` },
    ...(sessionId ? [{ label: sessionName, href: `/sessions/${sessionId}` }] : []),
  ]
}

/** The way to what belongs to an event, such as its waiting room. */
export function useEventTrail(
  event?: Above & { readonly id: string; readonly name: string },
): readonly Step[] {
  const above = useCourseTrail(event)
  return event ? [...above, { label: event.name, href: `/learn/events/${event.id}` }] : above
}
