import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { formatSpan } from '../../../ui/when.ts'
import { WarnIcon } from './card.tsx'
import { useBoardView } from './context.ts'
import { gestures, type Move, NO_LANE, useGesture } from './gesture.ts'
import classes from './glance.module.css'
import { nextLane } from './lanes.ts'
import { useMoveEffects } from './move-effects.ts'
import { type Span, spanOf, stepped } from './moves.ts'
import type { BoardChange } from './types.ts'
import { saveOrDraft } from './use-draft.ts'

interface GlanceProps {
  /** Lanes that an event may go to, in their order; none = it stays in its own. */
  lanes: readonly { key: string; name: string }[]
  onSaved: (change: Pick<BoardChange, 'undo'>, words: string, eventId: string) => void
  onBack: (eventId: string) => void
}

/** After an event was put somewhere, before it is saved: what that does, and finer steps by keys or buttons. */
export function Glance(props: GlanceProps) {
  const gesture = useGesture()
  if (gesture?.kind !== 'move' || gesture.phase !== 'asking') return null
  return <AskingGlance key={gesture.event.id} {...props} move={gesture} />
}

function AskingGlance({ lanes, onSaved, onBack, move }: GlanceProps & { move: Move }) {
  const { t, language } = useTexts()
  const { timeZone, draft } = useBoardView()
  const isDraft = draft.isOn
  const [reason, setReason] = useState('')
  const [isQuiet, setQuiet] = useState(false)
  const region = useRef<HTMLElement>(null)
  const effects = useMoveEffects(reason, isQuiet)
  const { operations, conflicts, lines, people } = effects
  const { event, others } = move
  const when = formatSpan(toInstants(move.span), timeZone, language)
  const save = useMutation({
    mutationFn: () => saveOrDraft(operations, { quiet: isQuiet, isDraft }),
    onSuccess: (change) => {
      gestures.set(undefined)
      gestures.clearPicked()
      const count = others.length + 1
      onSaved(
        change,
        count > 1 ? t('board.movedMany', { count }) : t('board.moved', { name: event.name, when }),
        event.id,
      )
    },
  })
  const back = () => {
    gestures.set(undefined)
    onBack(event.id)
  }
  const put = (span: Span) => {
    save.reset()
    gestures.set({ ...move, span })
  }
  const step = (key: string, modifiers: { isShift?: boolean; isAlt?: boolean }) => {
    const span = stepped(move.span, key, modifiers, event.timeZone)
    if (span) put(span)
    return span !== undefined
  }
  const toLane = (lane: string) => {
    save.reset()
    gestures.set({ ...move, toLane: lane, fromLane: move.fromLane ?? NO_LANE })
  }
  const canSave = operations.length > 0 && !effects.isRefused && !effects.isAsking && !save.isPending
  const onKeyDown = (key: KeyboardEvent) => {
    const target = key.target as HTMLElement
    if (key.key === 'Escape') {
      key.stopPropagation()
      return back()
    }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return
    const isPage = key.key === 'PageUp' || key.key === 'PageDown'
    if (isPage && move.toLane !== undefined && lanes.length > 0) {
      toLane(
        nextLane(
          lanes.map((lane) => lane.key),
          move.toLane,
          key.key === 'PageUp' ? -1 : 1,
        ),
      )
    } else if (key.key === 'Enter' && target === region.current) {
      if (canSave) save.mutate()
    } else if (!step(key.key, { isShift: key.shiftKey, isAlt: key.altKey })) return
    key.preventDefault()
    key.stopPropagation()
  }
  // Before the next key comes.
  useLayoutEffect(() => region.current?.focus({ preventScroll: true }), [])
  const isAbove = useStaysClear()
  const needsReason = reason !== '' || conflicts.some(({ type }) => type === 'instructor-busy')
  const steps = [
    ['ArrowUp', {}, 'board.earlier'],
    ['ArrowDown', {}, 'board.later'],
    ['ArrowLeft', {}, 'board.dayBefore'],
    ['ArrowRight', {}, 'board.dayAfter'],
    ['ArrowUp', { isAlt: true }, 'board.shorter'],
    ['ArrowDown', { isAlt: true }, 'board.longer'],
  ] as const
  return (
    <section
      ref={region}
      className={classes.glance}
      data-above={isAbove}
      tabIndex={-1}
      aria-label={t('board.moveOf', { name: event.name })}
      aria-describedby="glance-keys"
      onKeyDown={onKeyDown}
    >
      <div className={classes.words}>
        <Text fw={620}>
          {event.name}
          {others.length > 0 && ` ${t('board.andOthers', { count: others.length })}`}
        </Text>
        <Text size="sm">{when}</Text>
        <div role="status" className={classes.effects}>
          {conflicts.map(({ text, severity }) => (
            <span key={text} data-severity={severity}>
              <WarnIcon /> {text}
            </span>
          ))}
          {lines.length > 0 && <span>{lines.join(' · ')}</span>}
          {operations.length === 0 && <span>{t('board.nothingMoved')}</span>}
        </div>
        <Text size="xs" c="dimmed" id="glance-keys" className={classes.keys}>
          {t(lanes.length > 0 ? 'board.keysWithLanes' : 'board.keys')}
        </Text>
      </div>
      <fieldset className={classes.steps} aria-label={t('board.steps')}>
        {steps.map(([key, modifiers, text]) => (
          <Button key={text} size="compact-sm" variant="default" onClick={() => step(key, modifiers)}>
            {t(text)}
          </Button>
        ))}
      </fieldset>
      {lanes.length > 0 && move.toLane !== undefined && (
        <NativeSelect
          size="xs"
          aria-label={t('board.lane')}
          value={move.toLane}
          onChange={({ currentTarget }) => toLane(currentTarget.value)}
          data={lanes.map(({ key, name }) => ({ value: key, label: name }))}
        />
      )}
      {needsReason && (
        <TextInput
          size="xs"
          label={t('overlap.reason')}
          value={reason}
          maxLength={500}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      )}
      {save.error && <Failure error={save.error} />}
      <Group gap="xs" className={classes.buttons}>
        {!isDraft && (people > 0 || isQuiet) && (
          <Checkbox
            size="xs"
            label={t('preview.quiet')}
            checked={isQuiet}
            onChange={({ currentTarget }) => setQuiet(currentTarget.checked)}
          />
        )}
        <Button size="sm" variant="default" onClick={back}>
          {t('board.back')}
        </Button>
        <Button size="sm" loading={save.isPending} disabled={!canSave} onClick={() => save.mutate()}>
          {isDraft
            ? t('board.intoDraft')
            : people > 0 && !isQuiet
              ? t('board.moveAndTell', { count: people })
              : t('board.move')}
        </Button>
      </Group>
    </section>
  )
}

/** It stands at the top of the window when what it is about stands below. */
function useStaysClear(): boolean {
  const [isAbove, setAbove] = useState(false)
  useEffect(() => {
    const ghost = document.querySelector('[data-ghost]')?.getBoundingClientRect()
    if (ghost) setAbove(ghost.bottom > innerHeight - 220)
  }, [])
  return isAbove
}

/** By keyboard or menu: the event is taken, and waits where it is. */
export function takeUp(event: Move['event'], others: Move['others'], lane: string | undefined): void {
  gestures.set({
    kind: 'move',
    event,
    others,
    span: spanOf(event),
    fromLane: lane,
    toLane: lane,
    by: 'keys',
    isStretch: false,
    phase: 'asking',
  })
}

export function toInstants({ start, end }: Span): { startsAt: string; endsAt: string } {
  return { startsAt: new Date(start).toISOString(), endsAt: new Date(end).toISOString() }
}
