import { Alert, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { type KeyboardEvent, type MouseEvent, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import type { Me } from '../../../api/client.ts'
import { serverNow } from '../../../api/clock.ts'
import { useTexts, withTexts } from '../../../app/i18n.ts'
import { type Day, today } from '../../../ui/days.ts'
import { lazily, loadable } from '../../../ui/lazily.tsx'
import { Failure, Loading } from '../../../ui/states.tsx'
import { cityOf, formatMoment } from '../../../ui/when.ts'
import { useFirstDay } from '../../people/auth/queries.ts'
import { daysOf, turn, spanOf as windowOf } from '../calendar/days.ts'
import type { Place } from '../calendar/use-place.ts'
import { useBoardAddress } from './address.ts'
import classes from './board.module.css'
import { BoardProvider, type BoardView, laneKey, viewOf } from './context.ts'
import { isOnlyDrafted, withDraft } from './draft.ts'
import { DraftBar } from './draft-bar.tsx'
import { gestures } from './gesture.ts'
import { Glance, takeUp } from './glance.tsx'
import { useAxis } from './hours.tsx'
import { mayChangeLane } from './lanes.ts'
import { usualStart } from './moves.ts'
import { PickedBar } from './picked-bar.tsx'
import { useBoard } from './queries.ts'
import type { SheetProps } from './sheet.tsx'
import { Legend, Side } from './side.tsx'
import { Toolbar } from './toolbar.tsx'
import type { BoardChange, BoardEvent } from './types.ts'
import type { Done } from './undo-toast.tsx'
import { useDraft } from './use-draft.ts'
import { useOwnBoard } from './use-own-board.ts'
import { mayMove, usePointer } from './use-pointer.ts'
import { useWalk } from './use-walk.ts'
import { Views } from './views.tsx'

const Sheet = lazily<SheetProps>(
  async () => (await withTexts(['training', 'lifecycle'], import('./sheet.tsx'))).Sheet,
)
const UndoToast = lazily(async () => (await import('./undo-toast.tsx')).UndoToast)
const PlanPanel = loadable(
  async () => (await withTexts(['planning', 'training', 'lifecycle'], import('./plan-panel.tsx'))).PlanPanel,
)

/** A new event is as long as this, until one was planned. */
const USUAL_MINUTES = 60

interface BoardProps {
  me: Me
  place: Place
  onGo: (change: Partial<Place>) => void
}

/** The calendar of who plans: events are planned, moved and looked at where they stand. */
export function Board({ me, place, onGo }: BoardProps) {
  const { t, language } = useTexts()
  const { timeZone } = me
  const navigation = useBoardAddress()
  const { address } = navigation
  const days = daysOf(place.view, place.day, useFirstDay())
  const { courseId, instructorId, accountId } = place
  useOwnBoard(me.id)
  const query = useBoard(windowOf(days, timeZone), address.lanesBy, { courseId, instructorId, accountId })
  const board = query.data
  const { lanesBy, colorBy } = address
  const { isOn, isKnown, operations, change } = useDraft()
  const view = useMemo(() => {
    if (!board) return undefined
    const { board: shown, drafted } = withDraft(board, isOn ? operations : [], change?.items ?? [])
    return viewOf(shown, timeZone, lanesBy, colorBy, { isOn, isKnown, operations, events: drafted })
  }, [board, timeZone, lanesBy, colorBy, isOn, isKnown, operations, change])
  const news = useNews()
  const planOn = (day: Day, lane?: string) => {
    const start = usualStart(day, timeZone, serverNow())
    navigation.openPlan({ start, end: start + USUAL_MINUTES * 60_000, lane, sessionId: undefined })
  }
  return (
    <div className={classes.board}>
      <Toolbar
        me={me}
        place={place}
        address={address}
        days={days}
        timeZone={timeZone}
        onGo={onGo}
        onLanesBy={navigation.setLanesBy}
        onColorBy={navigation.setColorBy}
        onNew={() => planOn(days.includes(today(timeZone)) ? today(timeZone) : (days[0] ?? place.day))}
        draft={<DraftBar timeZone={timeZone} onSaved={news.tell} />}
      />
      {board?.shownUntil && (
        <Alert color="orange" variant="outline" role="status">
          {t('calendar.more', { when: formatMoment(board.shownUntil, timeZone, language) })}
        </Alert>
      )}
      {!view && query.error && <Failure error={query.error} onRetry={() => query.refetch()} />}
      {!view && !query.error && <Loading />}
      {view && (
        <BoardProvider value={view}>
          <Loaded
            view={view}
            news={news}
            place={place}
            days={days}
            navigation={navigation}
            onGo={onGo}
            onSlot={planOn}
          />
        </BoardProvider>
      )}
      <Text size="xs" c="dimmed" role="status">
        {t('calendar.zone', { city: cityOf(timeZone) })}
        {query.isFetching && ` ${t('app.loading')}`}
      </Text>
    </div>
  )
}

type News = ReturnType<typeof useNews>

/** What was done last: said to who listens, and to be taken back where it was saved. */
function useNews() {
  const { t } = useTexts()
  const [done, setDone] = useState<Done>()
  const [said, setSaid] = useState('')
  const tell = (change: Pick<BoardChange, 'undo'>, words: string) => {
    setSaid(change.undo ? words : t('board.drafted', { words }))
    setDone(change.undo ? { words, undo: change.undo } : undefined)
  }
  return { done, setDone, said, setSaid, tell }
}

interface LoadedProps {
  view: BoardView
  news: News
  place: Place
  days: readonly Day[]
  navigation: ReturnType<typeof useBoardAddress>
  onGo: (change: Partial<Place>) => void
  onSlot: (day: Day, lane?: string) => void
}

function Loaded({ view, news, place, days, navigation, onGo, onSlot }: LoadedProps) {
  const { t } = useTexts()
  const { timeZone, lanesBy, eventOf, board } = view
  const { address } = navigation
  const root = useRef<HTMLDivElement>(null)
  const isPhone = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false })
  const axis = useAxis(days, timeZone)
  const { done, setDone, said, setSaid } = news
  const walk = useWalk(root)
  const hasLanes = place.view === 'lanes'
  const hasHours = place.view === 'week' && !isPhone
  // After the board has drawn what was saved, and anew when that takes the focus away; whoever has gone on meanwhile is
  // left where they are.
  const focusCard = (eventId: string, triesLeft = 4) => {
    setTimeout(() => {
      if (gestures.gesture || root.current?.contains(document.activeElement)) return
      const own = `[data-walk][data-event="${eventId}"], [data-walk][data-holds~="${eventId}"]`
      root.current?.querySelector<HTMLElement>(own)?.focus()
      if (triesLeft > 0) setTimeout(() => isNowhere() && focusCard(eventId, triesLeft - 1), 100)
    }, 50)
  }
  usePointer(root, {
    timeZone,
    axis: hasHours ? axis : undefined,
    lengthMinutes: USUAL_MINUTES,
    mayChangeLane: hasLanes && mayChangeLane(lanesBy),
    eventOf,
    onPlan: ({ start, end }, lane, sessionId) => navigation.openPlan({ start, end, lane, sessionId }),
    onDropped: () => setDone(undefined),
  })
  const onSaved = (change: Pick<BoardChange, 'undo'>, words: string, eventId?: string) => {
    news.tell(change, words)
    if (eventId) focusCard(eventId)
  }
  const cardAt = (target: EventTarget) => {
    const card = (target as HTMLElement).closest<HTMLElement>('[data-event]')
    const event = eventOf(card?.dataset.event ?? '')
    const lane = card?.closest<HTMLElement>('[data-cell-day]')?.dataset.lane ?? card?.dataset.lane
    return event && { event, lane }
  }
  const onClick = (click: MouseEvent) => {
    const card = cardAt(click.target)
    if (!card || click.button !== 0) return
    click.preventDefault()
    if (click.ctrlKey || click.metaKey || click.shiftKey) gestures.togglePicked(card.event.id)
    else if (!isOnlyDrafted(card.event.id)) navigation.openEvent(card.event.id)
  }
  const onKeyDown = (key: KeyboardEvent) => {
    const isPlain = !key.ctrlKey && !key.metaKey && !key.altKey
    const card = cardAt(key.target)
    if (card && isPlain && (key.key === 'm' || key.key === 'x')) {
      key.preventDefault()
      if (key.key === 'x') pick(card.event)
      else if (mayMove(card.event))
        takeUp(card.event, othersOf(card.event, view), hasLanes ? card.lane : undefined)
      else setSaid(t('board.staysWhereItIs'))
    } else if (key.key === 'Escape') gestures.clearPicked()
    else if (key.key === 'PageDown' || key.key === 'PageUp') {
      if (!(key.target as HTMLElement).closest('[data-walk]')) return
      key.preventDefault()
      onGo({ day: turn(place.view, place.day, key.key === 'PageDown' ? 1 : -1) })
    } else walk(key)
  }
  const pick = (event: BoardEvent) => {
    gestures.togglePicked(event.id)
    setSaid(t('board.picked', { count: gestures.picked.size }))
  }
  const lanes = useMemo(
    () =>
      hasLanes && mayChangeLane(lanesBy)
        ? board.lanes.map(({ id, name }) => ({
            key: laneKey(id),
            name: id === null ? t('board.without', { by: lanesBy }) : name,
          }))
        : [],
    [hasLanes, lanesBy, board.lanes, t],
  )
  const gone = useCallback(() => setDone(undefined), [setDone])
  const undone = useCallback(() => {
    setDone(undefined)
    setSaid(t('board.undone'))
  }, [t, setDone, setSaid])
  return (
    <>
      <p id="board-keys" className={classes.hidden}>
        {t('board.howTo')}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys and clicks are those of the cards within */}
      <div ref={root} className={classes.frame} onClick={onClick} onKeyDown={onKeyDown} data-print="calendar">
        <div className={classes.main}>
          <Views place={place} days={days} axis={axis} isPhone={isPhone} onGo={onGo} onSlot={onSlot} />
          <Legend />
        </div>
        <Side lanesBy={lanesBy} />
      </div>
      <div role="status" className={classes.hidden}>
        {said}
      </div>
      <PickedBar onSaved={onSaved} />
      <Glance lanes={lanes} onSaved={onSaved} onBack={focusCard} />
      {done && <UndoToast key={done.undo.changeId} done={done} onUndone={undone} onGone={gone} />}
      {address.eventId && (
        <Sheet
          eventId={address.eventId}
          onSaved={onSaved}
          onClose={() => {
            const eventId = address.eventId
            navigation.closeEvent()
            if (eventId) focusCard(eventId)
          }}
        />
      )}
      <Suspense>
        {address.plan && (
          <PlanPanel
            plan={address.plan}
            courseId={place.courseId}
            onSaved={onSaved}
            onClose={navigation.closePlan}
          />
        )}
      </Suspense>
    </>
  )
}

function othersOf(event: BoardEvent, { eventOf }: BoardView): BoardEvent[] {
  if (!gestures.picked.has(event.id)) return []
  return [...gestures.picked]
    .map(eventOf)
    .filter((other): other is BoardEvent => other !== undefined && other.id !== event.id && mayMove(other))
}

/** Nothing has the focus, or the page as a whole. */
function isNowhere(): boolean {
  return document.activeElement === document.body || document.activeElement?.id === 'content'
}
