import { Alert, Button, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { renderSVG } from 'uqr'
import { serverNow } from '../../../api/clock.ts'
import { newId } from '../../../api/new-id.ts'
import { useTexts } from '../../../app/i18n.ts'
import { lazily } from '../../../ui/lazily.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { CODE_STEP_MS, codeAt, makeSeed } from './codes.ts'
import { keepCheck, keepFor, keepSending, onKept, readKept } from './kept.ts'
import classes from './presence.module.css'
import { PresencePeople } from './presence-people.tsx'
import {
  askPresence,
  changeCheck,
  type EventPresence,
  type PresenceCheck,
  planPresence,
  usePresence,
} from './queries.ts'

const WithdrawPanel = lazily(async () => (await import('./withdraw-panel.tsx')).WithdrawPanel)

const minutesToChoose = [2, 5, 10, 15, 30] as const
const perHourToChoose = [0, 1, 2, 3, 4, 6] as const
const hasCodes = typeof crypto !== 'undefined' && crypto.subtle !== undefined

/** What an event's people are asked, and who answered: for who teaches it. */
export function PresenceView({ eventId }: { eventId: string }) {
  const personId = useMe().data?.id
  const presence = usePresence(eventId)
  useEffect(() => {
    if (personId) keepFor(personId)
  }, [personId])
  useEffect(() => keepSending(eventId, () => {}), [eventId])
  return (
    <Stack gap="lg">
      <KeptChecks eventId={eventId} />
      <Loaded query={presence}>{(loaded) => <Asked presence={loaded} />}</Loaded>
    </Stack>
  )
}

function Asked({ presence }: { presence: EventPresence }) {
  const { t } = useTexts()
  const [withdrawn, setWithdrawn] = useState<PresenceCheck>()
  // How far the clock of this phone is from the server's, so that codes are those of its moment.
  const [aheadMs] = useState(() => Date.now() - Date.parse(presence.serverAt))
  return (
    <>
      <About presence={presence} />
      {presence.may.ask && <AskForm eventId={presence.eventId} />}
      {presence.checks.length === 0 ? (
        <Text c="dimmed">{t('presence.noChecks')}</Text>
      ) : (
        <ul className={classes.checks} aria-label={t('presence.checks')}>
          {presence.checks.toReversed().map((check) => (
            <Check key={check.id} {...{ presence, check, aheadMs }} onWithdraw={setWithdrawn} />
          ))}
        </ul>
      )}
      <PresencePeople presence={presence} />
      {withdrawn && (
        <WithdrawPanel eventId={presence.eventId} check={withdrawn} onClose={() => setWithdrawn(undefined)} />
      )}
    </>
  )
}

/** By what it counts, and how many checks the event asks by itself. */
function About({ presence }: { presence: EventPresence }) {
  const { t } = useTexts()
  const { rule, plan, eventId, endsAt } = presence
  const planning = useMutation({
    mutationFn: (value: string) =>
      planPresence(eventId, {
        checksPerHour: value === 'rule' ? null : Number(value),
        version: plan.version,
      }),
  })
  const perHour = plan.checksPerHour ?? rule.checksPerHour
  return (
    <Stack gap="xs">
      <Text size="sm">
        {t('presence.rule', { percent: rule.checksPercent, signs: rule.signsHalfDays ? 'yes' : 'no' })}
      </Text>
      {plan.isDrawn || Date.parse(endsAt) < serverNow() ? (
        <Text size="sm" c="dimmed">
          {t('presence.drawn', { count: perHour })}
        </Text>
      ) : (
        <NativeSelect
          label={t('presence.perHour')}
          value={plan.checksPerHour === null ? 'rule' : String(plan.checksPerHour)}
          disabled={planning.isPending}
          onChange={(event) => planning.mutate(event.currentTarget.value)}
          data={[
            { value: 'rule', label: t('presence.asRule', { count: rule.checksPerHour }) },
            ...perHourToChoose.map((count) => ({
              value: String(count),
              label: t('presence.perHourCount', { count }),
            })),
          ]}
        />
      )}
      {planning.error && <Failure error={planning.error} />}
    </Stack>
  )
}

type Way = 'button' | 'word' | 'qr'

function AskForm({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const [way, setWay] = useState<Way>('button')
  const [word, setWord] = useState('')
  const [minutes, setMinutes] = useState('5')
  const asking = useMutation({
    mutationFn: (id: string) => askPresence(eventId, { id, way, word, minutes: Number(minutes) }),
    onSuccess: () => setWord(''),
  })
  const isOffline = asking.error instanceof TypeError
  const askOffline = () => {
    keepCheck({
      ...{ id: newId(), eventId, seed: makeSeed(), minutes: Number(minutes) },
      phoneAt: new Date().toISOString(),
    })
    asking.reset()
  }
  return (
    <form
      className={classes.fields}
      aria-label={t('presence.ask')}
      onSubmit={(event) => {
        event.preventDefault()
        asking.mutate(newId())
      }}
    >
      <NativeSelect
        label={t('presence.way')}
        value={way}
        onChange={(event) => setWay(event.currentTarget.value as Way)}
        data={(['button', 'word', ...(hasCodes ? (['qr'] as const) : [])] as const).map((value) => ({
          value,
          label: t('presence.wayName', { way: value }),
        }))}
      />
      {way === 'word' && (
        <TextInput
          label={t('presence.word')}
          placeholder={t('presence.wordChosen')}
          maxLength={60}
          value={word}
          onChange={({ currentTarget }) => setWord(currentTarget.value)}
        />
      )}
      <NativeSelect
        label={t('presence.minutes')}
        value={minutes}
        onChange={(event) => setMinutes(event.currentTarget.value)}
        data={minutesToChoose.map((value) => ({
          value: String(value),
          label: t('presence.minutesCount', { count: value }),
        }))}
      />
      <Button type="submit" loading={asking.isPending}>
        {t('presence.ask')}
      </Button>
      {asking.error && !isOffline && <Failure error={asking.error} />}
      {isOffline && (
        <Alert color="orange" variant="outline" p="xs" role="alert">
          <Group gap="sm">
            <Text>{t('presence.noNetwork')}</Text>
            {hasCodes && (
              <Button size="xs" variant="default" onClick={askOffline}>
                {t('presence.askOffline')}
              </Button>
            )}
          </Group>
        </Alert>
      )}
    </form>
  )
}

/** Checks that this phone shows and the platform does not know yet. */
export function KeptChecks({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const kept = useSyncExternalStore(onKept, readKept)
  const own = kept.checks.filter((check) => check.eventId === eventId)
  if (own.length === 0) return null
  const last = own.at(-1)
  const isOpen = last && Date.parse(last.phoneAt) + last.minutes * 60_000 > Date.now()
  return (
    <Stack gap="xs">
      <Text role="status">{t('presence.keptChecks', { count: own.length })}</Text>
      {last && isOpen && <QrCode eventId={eventId} check={last} aheadMs={0} />}
    </Stack>
  )
}

interface CheckProps {
  presence: EventPresence
  check: PresenceCheck
  aheadMs: number
  onWithdraw: (check: PresenceCheck) => void
}

function Check({ presence, check, aheadMs, onWithdraw }: CheckProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? presence.timeZone
  const timeOf = (instant: string) => formatTime(instant, zone, language)
  const changing = useMutation({
    mutationFn: (change: 'close' | 'restore' | 'reopen') =>
      changeCheck(presence.eventId, check.id, { change, because: '', minutes: 30 }),
  })
  const isOpen = check.state === 'open'
  const name =
    check.periodFrom && check.periodTo
      ? t('presence.halfDay', { from: timeOf(check.periodFrom), to: timeOf(check.periodTo) })
      : t('presence.checkAt', { time: timeOf(check.opensAt) })
  const press = (change: 'close' | 'restore' | 'reopen') => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t('app.labelled', { label: t('presence.change', { change }), value: name })}
      loading={changing.isPending}
      onClick={() => changing.mutate(change)}
    >
      {t('presence.change', { change })}
    </Button>
  )
  const learners = presence.people.filter(({ isInstructor }) => !isInstructor).length
  return (
    <li className={classes.check} data-open={isOpen || undefined}>
      <div className={classes.row}>
        <Text fw={620}>{name}</Text>
        <StateBadge tone={isOpen ? 'good' : check.state === 'withdrawn' ? 'warning' : 'neutral'}>
          {t('presence.state', { state: check.state, until: timeOf(check.closesAt) })}
        </StateBadge>
      </div>
      <Text size="sm">
        {t('presence.counts', { kind: check.kind, count: check.answered, of: learners })}
        {' · '}
        {check.kind === 'signature'
          ? t('presence.everyHalfDay')
          : check.askedBy
            ? t('presence.askedBy', { name: check.askedBy })
            : t('presence.byItself')}
      </Text>
      {check.withdrawn && (
        <Text size="sm" c="dimmed">
          {t('presence.withdrawnBy', { name: check.withdrawn.by, because: check.withdrawn.because })}
        </Text>
      )}
      {isOpen && check.way === 'word' && (
        <div>
          <Text size="sm">{t('presence.sayWord')}</Text>
          <span className={classes.word}>{check.word}</span>
        </div>
      )}
      {isOpen && check.way === 'qr' && hasCodes && (
        <QrCode eventId={presence.eventId} {...{ check, aheadMs }} />
      )}
      <Group gap="xs">
        {isOpen && check.kind === 'check' && press('close')}
        {check.kind === 'signature' && check.state === 'closed' && press('reopen')}
        {check.state === 'withdrawn'
          ? press('restore')
          : check.state !== 'coming' && (
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={t('app.labelled', { label: t('presence.withdraw'), value: name })}
                onClick={() => onWithdraw(check)}
              >
                {t('presence.withdraw')}
              </Button>
            )}
      </Group>
      {changing.error && <Failure error={changing.error} />}
    </li>
  )
}

/** A code that is another one every 15 seconds, made here: the room needs no network for it. */
function QrCode(props: { eventId: string; check: { id: string; seed: string }; aheadMs: number }) {
  const { t } = useTexts()
  const { eventId, check, aheadMs } = props
  const { id, seed } = check
  const [code, setCode] = useState('')
  useEffect(() => {
    let isGone = false
    const show = async () => {
      const now = await codeAt({ id, seed }, Date.now() - aheadMs)
      if (!isGone) setCode(now)
    }
    void show()
    const timer = setInterval(show, CODE_STEP_MS / 15)
    return () => {
      isGone = true
      clearInterval(timer)
    }
  }, [id, seed, aheadMs])
  if (!code) return null
  const url = `${window.location.origin}/learn/events/${eventId}/presence?code=${code}`
  return (
    <div>
      <Title order={3} size="h5">
        {t('presence.scan')}
      </Title>
      <img
        className={classes.qr}
        src={`data:image/svg+xml,${encodeURIComponent(renderSVG(url, { border: 2 }))}`}
        alt={t('presence.qr')}
      />
      <Text size="sm">{t('presence.orType', { code })}</Text>
    </div>
  )
}
