import '@mantine/core/styles/InlineInput.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { Anchor, Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { formatNumber } from '../../../ui/formats.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { PeoplePicture, SearchPicture } from '../../../ui/pictures.tsx'
import { Empty, Failure, Loaded } from '../../../ui/states.tsx'
import { useFilters } from '../../../ui/use-filters.ts'
import { useHeld, useOpened } from '../../../ui/use-opened.ts'
import { usePanel } from '../../../ui/use-panel.ts'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { CompletionBadge, CompletionBar } from './completion-bar.tsx'
import {
  type CompletionState,
  type LearnerCompletion,
  type SessionCompletions as Sheet,
  undoCompletion,
  useSessionCompletions,
} from './queries.ts'
import { useRuleText } from './rule-text.ts'
import classes from './session-completions.module.css'

const ByHandPanel = lazily(async () => (await import('./by-hand-panel.tsx')).ByHandPanel)
const CompletionPanel = lazily(async () => (await import('./completion-panel.tsx')).CompletionPanel)

const states = ['open', 'out-of-reach', 'completed', 'refused'] as const
const shows = ['all', ...states] as const
const USUAL = { show: 'all' }

/** How far everybody of a session is, and what people say of it by hand. */
export function SessionCompletions({ sessionId }: { sessionId: string }) {
  const sheet = useSessionCompletions(sessionId)
  return <Loaded query={sheet}>{(loaded) => <CompletionSheet sessionId={sessionId} sheet={loaded} />}</Loaded>
}

function CompletionSheet({ sessionId, sheet }: { sessionId: string; sheet: Sheet }) {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  const [chosen, setChosen] = useFilters(USUAL, { show: shows })
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim().toLowerCase())
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [done, setDone] = useState<{ changed: number; changeId: string | null }>()
  const { learners } = sheet
  const counts = useMemo(() => Map.groupBy(learners, ({ state }) => state), [learners])
  const shown = learners.filter(
    ({ state, name, email }) =>
      (chosen.show === 'all' || state === chosen.show) && `${name} ${email}`.toLowerCase().includes(query),
  )
  const people = learners.filter(({ personId }) => selected.has(personId))
  const asked = useHeld(people, panel === 'by-hand')
  // Whom it was for is forgotten after a reload: it must not open by itself for the next one who is chosen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the address comes to say so
  useEffect(() => {
    if (panel === 'by-hand' && asked.length === 0) close()
  }, [panel])
  const toggle = (personId: string) =>
    setSelected((before) => {
      const next = new Set(before)
      if (!next.delete(personId)) next.add(personId)
      return next
    })
  const undo = useMutation({
    mutationFn: (changeId: string) => undoCompletion(sessionId, changeId),
    onSuccess: () => setDone(undefined),
  })
  const detailsOf = panel?.startsWith('completion-') ? panel.slice('completion-'.length) : undefined
  const details = useOpened(
    detailsOf,
    learners.find(({ personId }) => personId === detailsOf),
  )
  const said = (answer: { changed: number; changeId: string | null }) => {
    setDone(answer)
    setSelected(new Set())
  }
  const isAll = shown.length > 0 && shown.every(({ personId }) => selected.has(personId))
  const list = (
    <>
      <RuleLine sheet={sheet} />
      <div className={classes.bar}>
        <StateFilter
          counts={counts}
          total={learners.length}
          value={chosen.show}
          onChoose={(show) => setChosen({ show })}
        />
        <Group gap="xs">
          <TextInput
            type="search"
            aria-label={t('completion.search')}
            placeholder={t('completion.search')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Anchor href={`/api/v1/sessions/${sessionId}/completions.csv`} download size="sm">
            {t('completion.csv')}
          </Anchor>
          <Anchor href={`/api/v1/sessions/${sessionId}/completions.xlsx`} download size="sm">
            {t('completion.xlsx')}
          </Anchor>
        </Group>
      </div>
      <Group gap="sm">
        <Checkbox
          label={t('completion.selectShown')}
          checked={isAll}
          disabled={shown.length === 0}
          indeterminate={!isAll && people.length > 0}
          onChange={() => setSelected(new Set(isAll ? [] : shown.map(({ personId }) => personId)))}
        />
        <Button size="xs" disabled={people.length === 0} onClick={() => open('by-hand')}>
          {t('completion.byHandCount', { count: people.length })}
        </Button>
        {done && (
          <Group gap="xs" role="status">
            <Text size="sm">{t('completion.done', { count: done.changed })}</Text>
            {done.changeId && (
              <Button
                size="compact-xs"
                variant="default"
                loading={undo.isPending}
                onClick={() => done.changeId && undo.mutate(done.changeId)}
              >
                {t('completion.undo')}
              </Button>
            )}
          </Group>
        )}
      </Group>
      {undo.error && <Failure error={undo.error} />}
      {shown.length === 0 ? (
        <Empty title={t('completion.none')} picture={<SearchPicture />} text={t('completion.noneText')} />
      ) : (
        <ul className={classes.list} aria-label={t('completion.title')}>
          {shown.map((learner) => (
            <Row
              key={learner.personId}
              learner={learner}
              isSelected={selected.has(learner.personId)}
              onToggle={() => toggle(learner.personId)}
              href={`/sessions/${sessionId}?tab=completion&panel=completion-${learner.personId}`}
            />
          ))}
        </ul>
      )}
    </>
  )
  return (
    <Stack gap="sm">
      {learners.length > 0 ? (
        list
      ) : (
        <Empty title={t('completion.nobody')} picture={<PeoplePicture />} text={t('completion.nobodyText')} />
      )}
      {panel === 'by-hand' && asked.length > 0 && (
        <ByHandPanel sessionId={sessionId} sheet={sheet} people={asked} onDone={said} onClose={close} />
      )}
      {details && (
        <CompletionPanel
          sessionId={sessionId}
          sheet={sheet}
          learner={details.thing}
          onDone={said}
          onClose={close}
        />
      )}
    </Stack>
  )
}

/** What has to be met, and where that is changed. */
function RuleLine({ sheet }: { sheet: Sheet }) {
  const { t } = useTexts()
  const textOf = useRuleText()
  return (
    <p className={classes.rule}>
      {textOf(sheet.rule)}{' '}
      {t('completion.planned', { minutes: sheet.plannedMinutes, events: sheet.eventCount })}{' '}
      <Anchor component={Link} href={`/courses/${sheet.courseId}?panel=completion-rule`} inherit>
        {t('completion.toRule')}
      </Anchor>
    </p>
  )
}

interface FilterProps {
  counts: ReadonlyMap<CompletionState, readonly LearnerCompletion[]>
  total: number
  value: string
  onChoose: (show: string) => void
}

function StateFilter({ counts, total, value, onChoose }: FilterProps) {
  const { t, language } = useTexts()
  const countOf = (show: (typeof shows)[number]) => (show === 'all' ? total : (counts.get(show)?.length ?? 0))
  return (
    <Group gap={6} role="group" aria-label={t('completion.filter')}>
      {shows
        .filter((show) => show === 'all' || show === value || countOf(show) > 0)
        .map((show) => (
          <Button
            key={show}
            size="compact-sm"
            variant={show === value ? 'light' : 'default'}
            aria-pressed={show === value}
            onClick={() => onChoose(show)}
          >
            {show === 'all' ? t('completion.all') : t('completion.state', { state: show })}{' '}
            {formatNumber(countOf(show), language)}
          </Button>
        ))}
    </Group>
  )
}

interface RowProps {
  learner: LearnerCompletion
  isSelected: boolean
  onToggle: () => void
  /** Of the panel with all of it. */
  href: string
}

function Row({ learner, isSelected, onToggle, href }: RowProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { name, email, state, progress, text, validUntil, completedAt, isEnrolled } = learner
  const day = (at: string) => formatDay(at, zone, language)
  return (
    <li className={classes.row}>
      <Checkbox aria-label={t('completion.select', { name })} checked={isSelected} onChange={onToggle} />
      <span>
        <Link href={href} className={classes.name}>
          {name}
        </Link>
        <span className={classes.small}>{isEnrolled ? email : t('completion.left')}</span>
      </span>
      <span className={classes.progress}>
        <CompletionBar percent={progress} state={state} />
      </span>
      <span className={`${classes.small} ${classes.why}`}>{text}</span>
      <span className={classes.state}>
        <CompletionBadge state={state} />
        {completedAt && (
          <span className={classes.small}>
            {validUntil ? t('completion.validUntil', { until: day(validUntil) }) : day(completedAt)}
          </span>
        )}
      </span>
    </li>
  )
}
