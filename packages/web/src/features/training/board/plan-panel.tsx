import '../../../ui/panel-styles.ts'
import { Select, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { answered, api } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure } from '../../../ui/states.tsx'
import { formatSpan } from '../../../ui/when.ts'
import { useCourseChoices, useCourseName } from '../calendar/queries.ts'
import { EventForm, type NewEventValues } from '../events/event-form.tsx'
import type { EventFields } from '../events/queries.ts'
import { sessionChoices } from '../sessions/session-choices.ts'
import type { Plan } from './address.ts'
import { type BoardView, useBoardView } from './context.ts'
import { NO_LANE } from './gesture.ts'
import { toInstants } from './glance.tsx'
import { toWalls } from './moves.ts'
import { saveOne } from './one-event.ts'
import type { BoardChange } from './types.ts'
import { saveOrDraft } from './use-draft.ts'

interface PlanPanelProps {
  plan: Plan
  /** The course that the board is narrowed down to; empty = none. */
  courseId: string
  onSaved: (change: Pick<BoardChange, 'undo'>, words: string, eventId?: string) => void
  onClose: () => void
}

/** An event for a stretch of the board: the session is chosen, times and lane are there already. */
export function PlanPanel({ plan, courseId, onSaved, onClose }: PlanPanelProps) {
  const { t, language } = useTexts()
  const view = useBoardView()
  const [sessionId, setSessionId] = useState(plan.sessionId ?? '')
  // While another course is looked through, what is typed waits out of sight.
  const formOf = useRef(sessionId)
  if (sessionId) formOf.current = sessionId
  const save = async (fields: EventFields, quiet: boolean) => {
    const operation = { op: 'plan' as const, sessionId, ...fields }
    const words = t('board.plannedOne', { name: fields.name })
    if (view.draft.isOn) return onSaved(await saveOrDraft([operation], { quiet, isDraft: true }), words)
    const change = await saveOne(operation, quiet)
    return onSaved(change, words, change.items[0]?.eventId ?? undefined)
  }
  return (
    <SlideOver title={t('events.new')} onClose={onClose}>
      <Text fw={620} mb="sm">
        {formatSpan(toInstants(plan), view.timeZone, language)}
      </Text>
      <SessionChoice
        usualCourse={
          view.sessionOf(plan.sessionId ?? '')?.courseId ??
          view.board.unplaced.sessions.find(({ id }) => id === plan.sessionId)?.courseId ??
          (courseId || (view.lanesBy === 'course' && plan.lane) || '')
        }
        value={sessionId}
        onChange={setSessionId}
      />
      {formOf.current && (
        <div hidden={!sessionId}>
          <EventForm
            sessionId={formOf.current}
            initial={initialOf(plan, view)}
            plan={save}
            {...(view.draft.isOn ? { submitLabel: t('board.intoDraft') } : {})}
            onClose={onClose}
          />
        </div>
      )}
    </SlideOver>
  )
}

function initialOf({ start, end, lane }: Plan, { timeZone, lanesBy, board }: BoardView): NewEventValues {
  const { startsWall, endsWall } = toWalls({ start, end }, timeZone)
  const isLane = lane !== undefined && lane !== NO_LANE
  return {
    date: startsWall.slice(0, 10),
    startTime: startsWall.slice(11),
    endTime: endsWall.slice(11),
    timeZone,
    ...(isLane && lanesBy === 'account' ? { accountId: lane } : {}),
    ...(isLane && lanesBy === 'place' ? { place: lane } : {}),
    ...(isLane && lanesBy === 'instructor'
      ? { instructors: board.instructors.filter(({ id }) => id === lane) }
      : {}),
  }
}

function SessionChoice(props: { usualCourse: string; value: string; onChange: (sessionId: string) => void }) {
  const { t } = useTexts()
  const { usualCourse, value, onChange } = props
  const [courseId, setCourseId] = useState(usualCourse)
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search, 250)
  const chosen = useCourseName(courseId).data
  const courses = useCourseChoices(asked === chosen?.name ? '' : asked)
  const sessions = useSessions(courseId)
  const choices = new Map((courses.data?.items ?? []).map((course) => [course.id, course.name]))
  if (chosen) choices.set(chosen.id, chosen.name)
  const offered = sessions.data?.items.filter((session) => !session.cancelled) ?? []
  // One that is alone needs no choosing; whoever chose another one, which is cancelled now, decides anew.
  const [only] = offered.length === 1 ? offered : []
  if (only && value === '') queueMicrotask(() => onChange(only.id))
  return (
    <>
      <Select
        label={t('calendar.course')}
        placeholder={t('board.chooseCourse')}
        data={[...choices].map(([id, label]) => ({ value: id, label }))}
        value={courseId || null}
        searchable
        allowDeselect={false}
        data-autofocus={usualCourse === '' || undefined}
        onSearchChange={setSearch}
        onChange={(id) => {
          setCourseId(id ?? '')
          onChange('')
        }}
        mb="sm"
      />
      {courseId && (
        <Select
          label={t('event.session')}
          placeholder={t('board.chooseSession')}
          data={sessionChoices(offered, { t, now: Date.now() })}
          value={value || null}
          allowDeselect={false}
          searchable
          onChange={(id) => onChange(id ?? '')}
          nothingFoundMessage={sessions.data && t('board.noSession')}
          mb="md"
        />
      )}
      {sessions.data && offered.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          {t('board.noSession')}
        </Text>
      )}
      {(courses.error ?? sessions.error) && <Failure error={courses.error ?? sessions.error} />}
    </>
  )
}

function useSessions(courseId: string) {
  return useQuery({
    queryKey: ['sessions', 'of-course', courseId, 'choices'],
    enabled: courseId !== '',
    queryFn: () =>
      answered(api.GET('/api/v1/courses/{courseId}/sessions', { params: { path: { courseId } } })),
  })
}
