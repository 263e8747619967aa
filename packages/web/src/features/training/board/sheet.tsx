import '../../../ui/panel-styles.ts'
import { ActionIcon, Alert, Button, Group, Menu, Text, Title } from '@mantine/core'
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { type Event, queryClient } from '../../../api/client.ts'
import { serverNow } from '../../../api/clock.ts'
import { useTexts, withTexts } from '../../../app/i18n.ts'
import { DotsIcon } from '../../../ui/icons.tsx'
import { loadable } from '../../../ui/lazily.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { useHeld } from '../../../ui/use-opened.ts'
import { usePanel } from '../../../ui/use-panel.ts'
import { cityOf, differs, formatMoment, formatSpan, formatTime } from '../../../ui/when.ts'
import type { SaidOfCancelling } from '../events/cancel-panel.tsx'
import type { ChangesEvent } from '../events/event-form.tsx'
import { deleteEvent, eventsKey, useEvent, usePreflight } from '../events/queries.ts'
import { RoomBadge } from '../events/room-badge.tsx'
import { seatsOf, WarnIcon } from './card.tsx'
import { useBoardView } from './context.ts'
import { takeUp } from './glance.tsx'
import { History } from './history.tsx'
import { lanesOf } from './lanes.ts'
import { saveOne } from './one-event.ts'
import { AskOnBoard } from './picked-bar.tsx'
import classes from './sheet.module.css'
import type { BoardChange, BoardConflict, BoardEvent } from './types.ts'
import { mayMove } from './use-pointer.ts'
import { WhoCan } from './who-can.tsx'

const EditPanel = loadable(
  async () =>
    (await withTexts(['planning', 'training', 'lifecycle'], import('../events/event-form.tsx')))
      .EditEventPanel,
)
const StandInPanel = loadable(
  async () =>
    (await withTexts(['planning', 'training', 'lifecycle'], import('../events/stand-in-panel.tsx')))
      .StandInPanel,
)
const CancelPanel = loadable(
  async () =>
    (await withTexts(['planning', 'training', 'lifecycle'], import('../events/cancel-panel.tsx')))
      .CancelPanel,
)
const DeletePanel = loadable(
  async () =>
    (await withTexts(['planning', 'training', 'lifecycle'], import('../events/delete-panel.tsx')))
      .DeletePanel,
)

export interface SheetProps {
  eventId: string
  onClose: () => void
  onSaved: (change: Pick<BoardChange, 'undo'>, words: string) => void
}

/** An event beside the board: what it is, what is checked, what happened, what can be done. The board stays in view. */
export function Sheet({ eventId, onClose, onSaved }: SheetProps) {
  const { t } = useTexts()
  const event = useEvent(eventId)
  const frame = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another event in the open sheet takes the focus too
  useEffect(() => frame.current?.focus({ preventScroll: true }), [eventId])
  return (
    // The sheet is no modal: the board beside it can be used.
    <section
      ref={frame}
      role="dialog"
      className={classes.sheet}
      aria-label={event.data?.name ?? t('board.event')}
      tabIndex={-1}
      onKeyDown={(key) => {
        // Panels that stand over it close by themselves.
        const isHere = frame.current?.contains(key.target as Node)
        if (key.key === 'Escape' && isHere && !key.defaultPrevented) onClose()
      }}
    >
      <ActionIcon
        className={classes.close}
        variant="subtle"
        size={36}
        aria-label={t('app.close')}
        onClick={onClose}
      >
        <span aria-hidden>✕</span>
      </ActionIcon>
      <Loaded query={event}>
        {(loaded) => <Details event={loaded} onClose={onClose} onSaved={onSaved} />}
      </Loaded>
    </section>
  )
}

function Details({ event, onClose, onSaved }: Omit<SheetProps, 'eventId'> & { event: Event }) {
  const { t, language } = useTexts()
  const { timeZone, eventOf, sessionOf, lanesBy, draft } = useBoardView()
  const { panel, open, close } = usePanel()
  const [asksWho, setAsksWho] = useState(false)
  // Another device may draft meanwhile.
  const isDraft = useHeld(draft.isOn, panel !== null && draft.isKnown)
  const onBoard = eventOf(event.id)
  const isDrafted = draft.events.has(event.id)
  const shown = isDrafted && onBoard ? onBoard : event
  const session = sessionOf(event.sessionId)
  const edit: ChangesEvent = async ({ id: eventId, version }, fields, quiet) =>
    onSaved(
      await saveOne({ op: 'change', eventId, version, ...fields }, quiet),
      t('board.changedOne', { name: event.name }),
    )
  const of = { eventId: event.id, version: event.version }
  const cancel = async ({ isRestored, reason, overlapReason }: SaidOfCancelling, quiet: boolean) =>
    isRestored
      ? onSaved(
          await saveOne({ op: 'restore', ...of, ...(overlapReason ? { overlapReason } : {}) }, quiet),
          t('board.restoredOne', { name: event.name }),
        )
      : onSaved(await saveOne({ op: 'cancel', ...of, reason }, quiet), t('board.cancelledMany', { count: 1 }))
  const remove = async (quiet: boolean) => {
    // Who was in one that has begun is forgotten with it: that is not to be taken back.
    const hasBegun = Date.parse(event.startsAt) <= serverNow()
    const change = hasBegun
      ? await deleteEvent(event.id, quiet).then(() => undefined)
      : await saveOne({ op: 'delete', ...of }, quiet)
    if (change) onSaved(change, t('board.deletedMany', { count: 1 }))
    onClose()
    queryClient.removeQueries({ queryKey: [...eventsKey, event.id] })
    if (!change) await queryClient.invalidateQueries({ queryKey: eventsKey })
  }
  const move =
    onBoard && mayMove(onBoard) ? () => takeUp(onBoard, [], lanesOf(onBoard, lanesBy)[0]) : undefined
  return (
    <>
      <div className={classes.actions}>
        <State event={event} onBoard={onBoard} />
        {event.may.edit && (
          <Group gap={6}>
            {!draft.isOn && (
              <Button size="compact-sm" variant="default" onClick={() => open('edit')}>
                {t('app.edit')}
              </Button>
            )}
            <More event={event} onOpen={open} onMove={move} />
          </Group>
        )}
      </div>
      <Title order={2} className={classes.title}>
        {event.name}
      </Title>
      <Text size="sm" c="dimmed" className={classes.from}>
        <Link href={`/courses/${event.courseId}`}>{event.courseName}</Link> ·{' '}
        <Link href={`/sessions/${event.sessionId}`}>{event.sessionName}</Link>
      </Text>
      {event.cancelled && (
        <Alert color="orange" variant="outline" p="xs">
          {event.cancelled.reason
            ? t('event.cancelledBecause', { reason: event.cancelled.reason })
            : t('event.cancelled')}
        </Alert>
      )}
      <div className={classes.when}>
        <div>
          <Text fw={620}>{formatSpan(shown, timeZone, language)}</Text>
          {isDrafted && <StateBadge tone="neutral">{t('board.draft')}</StateBadge>}
          {differs(shown, timeZone, event.timeZone) && (
            <Text size="xs" c="dimmed">
              {formatTime(shown.startsAt, event.timeZone, language)}–
              {formatTime(shown.endsAt, event.timeZone, language)} ({cityOf(event.timeZone)})
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {event.instructors.map(({ name }) => name).join(', ') ||
              t('board.needs', { needs: 'instructor' })}
          </Text>
        </div>
        {event.may.edit && !event.cancelled && !draft.isOn && (
          <Group gap={6} wrap="nowrap">
            <Button size="compact-sm" variant="default" onClick={() => open('stand-in')}>
              {t('event.standIn')}
            </Button>
          </Group>
        )}
      </div>
      {event.may.edit && !event.cancelled && (
        <div>
          <Button
            size="compact-sm"
            variant="subtle"
            px={0}
            aria-expanded={asksWho}
            onClick={() => setAsksWho(!asksWho)}
          >
            {t('board.whoCan')}
          </Button>
          {asksWho && onBoard && <WhoCan event={onBoard} />}
        </div>
      )}
      <dl className={classes.facts}>
        {session && <Fact name={t('board.seats')}>{seatsOf(session)}</Fact>}
        {session && <Fact name={t('board.waiting')}>{session.waiting}</Fact>}
        <Fact name={t('event.room')}>
          {event.tool
            ? `${event.tool.name[language]} · ${event.tool.accountName}`
            : event.place || t('events.noTool')}
        </Fact>
      </dl>
      <Conflicts conflicts={onBoard?.conflicts ?? []} />
      {event.may.edit && event.tool && !event.cancelled && <Checks event={event} />}
      {event.may.edit && <History event={event} onSaved={onSaved} />}
      <Suspense>
        {panel === 'edit' && event.may.edit && <EditPanel event={event} change={edit} onClose={close} />}
        {panel === 'stand-in' && event.may.edit && <StandInPanel event={event} onClose={close} />}
        {isDraft && onBoard && (panel === 'cancel' || panel === 'delete') && (
          <AskOnBoard kind={panel} events={[onBoard]} isDraft onSaved={onSaved} onClose={close} />
        )}
        {!isDraft && panel === 'cancel' && event.may.edit && (
          <CancelPanel event={event} save={cancel} onClose={close} />
        )}
        {!isDraft && panel === 'delete' && event.may.edit && (
          <DeletePanel event={event} onDelete={remove} onClose={close} />
        )}
      </Suspense>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function State({ event, onBoard }: { event: Event; onBoard: BoardEvent | undefined }) {
  const { t } = useTexts()
  if (event.cancelled) return <StateBadge tone="bad">{t('calendar.cancelled')}</StateBadge>
  if (onBoard?.state === 'running') return <StateBadge tone="good">{t('board.running')}</StateBadge>
  if (onBoard?.state === 'over') return <StateBadge tone="neutral">{t('board.over')}</StateBadge>
  if (event.room) return <RoomBadge room={event.room} />
  return <StateBadge tone="neutral">{t('board.planned')}</StateBadge>
}

interface MoreProps {
  event: Event
  onOpen: (panel: string) => void
  onMove: (() => void) | undefined
}

function More({ event, onOpen, onMove }: MoreProps) {
  const { t } = useTexts()
  const isDraft = useBoardView().draft.isOn
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 100 }} returnFocus>
      <Menu.Target>
        <ActionIcon variant="default" size={28} aria-label={t('app.rowMenu', { name: event.name })}>
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onMove && <Menu.Item onClick={onMove}>{t('board.move')}</Menu.Item>}
        {!event.cancelled?.with && !(isDraft && event.cancelled) && (
          <Menu.Item onClick={() => onOpen('cancel')}>
            {t(event.cancelled ? 'event.restore' : 'event.cancel')}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => onOpen('delete')}>{t('app.delete')}</Menu.Item>
        <Menu.Item component={Link} href={`/learn/events/${event.id}`}>
          {t('board.openPage')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Conflicts({ conflicts }: { conflicts: readonly BoardConflict[] }) {
  if (conflicts.length === 0) return null
  return (
    <ul className={classes.conflicts}>
      {conflicts.map(({ text, severity }) => (
        <li key={text} data-severity={severity}>
          <WarnIcon /> {text}
        </li>
      ))}
    </ul>
  )
}

function Checks({ event }: { event: Event }) {
  const { t, language } = useTexts()
  const { timeZone } = useBoardView()
  const preflight = usePreflight(event.id)
  const newest = preflight.data?.preflight
  return (
    <section aria-labelledby="sheet-checks">
      <Title order={3} size="h5" id="sheet-checks">
        {t('board.checks')}
      </Title>
      {preflight.error && <Failure error={preflight.error} />}
      {preflight.data && !newest && (
        <Text size="sm" c="dimmed">
          {t('board.notYetChecked')}
        </Text>
      )}
      {newest && (
        <ul className={classes.checks}>
          {newest.findings.length === 0 && <li data-good>{t('board.allGood')}</li>}
          {newest.findings.map(({ code, text }) => (
            <li key={code}>{text}</li>
          ))}
        </ul>
      )}
      {newest && (
        <Text size="xs" c="dimmed">
          {formatMoment(newest.checkedAt, timeZone, language)}
        </Text>
      )}
    </section>
  )
}
