import { Alert, Button, Stack, Text, TextInput, Title } from '@mantine/core'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { serverNow } from '../../../api/clock.ts'
import { newId } from '../../../api/new-id.ts'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import {
  type KeptAnswer,
  keepAnswer,
  keepFor,
  keepSeen,
  keepSending,
  onKept,
  type Refused,
  readKept,
} from './kept.ts'
import classes from './presence.module.css'
import { type OwnPresence, useOwnPresence } from './queries.ts'
import { TellElsewhere, useTellElsewhere } from './tell-elsewhere.tsx'

type Check = OwnPresence['checks'][number]
const EVERY_MS = 1000

interface OwnProps {
  eventId: string
  /** From the address: what stood in a QR code. */
  code?: string
  /** Nothing is shown where nothing is asked. */
  isQuiet?: boolean
}

/** What one is asked during a class: answered by a press, a word or a code, and signed for. */
export function Presence({ eventId, code, isQuiet = false }: OwnProps) {
  const personId = useMe().data?.id
  const presence = useOwnPresence(eventId).data
  useEffect(() => {
    if (personId) keepFor(personId)
  }, [personId])
  useEffect(() => {
    if (presence) keepSeen(presence)
  }, [presence])
  if (isQuiet && (!presence || presence.checks.length === 0)) return null
  return <Asked eventId={eventId} presence={presence} code={code ?? ''} />
}

/** The same without the platform: what was seen of it last. */
export function PresenceOffline({ eventId, code }: { eventId: string; code: string }) {
  const kept = useSyncExternalStore(onKept, readKept)
  return <Asked eventId={eventId} presence={kept.seen[eventId]} code={code} />
}

function Asked({
  eventId,
  presence,
  code,
}: {
  eventId: string
  presence: OwnPresence | undefined
  code: string
}) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? presence?.timeZone ?? 'UTC'
  const kept = useSyncExternalStore(onKept, readKept)
  const [refused, setRefused] = useState<readonly Refused[]>([])
  const [again, setAgain] = useState(0)
  const now = useNow()
  const waiting = kept.answers.filter((one) => one.eventId === eventId)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was just answered is sent at once
  useEffect(() => keepSending(eventId, setRefused), [eventId, again])
  const give = (answer: Pick<KeptAnswer, 'checkId' | 'code' | 'proof'>) => {
    setRefused([])
    keepAnswer({ ...answer, id: newId(), eventId, phoneAt: new Date().toISOString() })
    setAgain((before) => before + 1)
  }
  useScanned(code, give)
  const checks = presence?.checks ?? []
  const isOpen = (check: Check) =>
    check.state !== 'withdrawn' && Date.parse(check.opensAt) <= now && now < Date.parse(check.closesAt)
  const isKept = ({ id }: Check) => waiting.some(({ checkId }) => checkId === id)
  const takesCodes =
    !presence || checks.some((check) => check.way !== 'button' && isOpen(check) && !check.answer)
  const timeOf = (instant: string) => formatTime(instant, zone, language)
  const open = checks.find(
    (check) => check.kind === 'check' && isOpen(check) && !check.answer && !isKept(check),
  )
  useTellElsewhere(open && { id: open.id, until: timeOf(open.closesAt) })
  return (
    <Stack gap="sm" component="section" aria-labelledby="presence">
      <Title order={2} size="h4" id="presence">
        {t('presence.title')}
      </Title>
      <div role="status">
        {waiting.length > 0 && (
          <Alert color="orange" variant="outline" p="xs">
            {t('presence.kept', { count: waiting.length })}
          </Alert>
        )}
        {refused.map(({ answer, reason }) => (
          <Alert key={answer.id} color="red" variant="outline" p="xs" role="alert">
            {reason}
          </Alert>
        ))}
      </div>
      {takesCodes && <CodeField onGive={(typed) => give({ checkId: null, code: typed, proof: '' })} />}
      {presence && checks.length === 0 && <Text c="dimmed">{t('presence.nothing')}</Text>}
      {presence && now < Date.parse(presence.endsAt) && <TellElsewhere />}
      <ul className={classes.checks}>
        {checks.map((check) => (
          <li
            key={check.id}
            className={classes.check}
            data-open={(isOpen(check) && !check.answer) || undefined}
          >
            <div className={classes.row}>
              <Text fw={620}>
                {check.periodFrom && check.periodTo
                  ? t('presence.halfDay', { from: timeOf(check.periodFrom), to: timeOf(check.periodTo) })
                  : t('presence.checkAt', { time: timeOf(check.opensAt) })}
              </Text>
              <State check={check} isOpen={isOpen(check)} isKept={isKept(check)} timeOf={timeOf} />
            </div>
            {isOpen(check) && !check.answer && !isKept(check) && check.way === 'button' && (
              <>
                {check.words && <Text size="sm">{check.words}</Text>}
                {check.proof ? (
                  <Button
                    size="lg"
                    fullWidth
                    onClick={() => give({ checkId: check.id, code: '', proof: check.proof })}
                  >
                    {t(check.kind === 'signature' ? 'presence.sign' : 'presence.here')}
                  </Button>
                ) : (
                  <Text c="dimmed">{t('presence.soon')}</Text>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
    </Stack>
  )
}

function State(props: {
  check: Check
  isOpen: boolean
  isKept: boolean
  timeOf: (instant: string) => string
}) {
  const { t } = useTexts()
  const { check, isOpen, isKept, timeOf } = props
  const { answer } = check
  if (answer)
    return (
      <StateBadge tone={answer.isPresent ? 'good' : 'warning'}>
        {t('presence.answered', {
          kind: check.kind,
          is: answer.isPresent ? 'yes' : 'no',
          time: timeOf(answer.answeredAt),
        })}
      </StateBadge>
    )
  if (check.state === 'withdrawn') return <StateBadge tone="neutral">{t('presence.withdrawn')}</StateBadge>
  if (isKept) return <StateBadge tone="warning">{t('presence.keptOne')}</StateBadge>
  if (isOpen) return <Text size="sm">{t('presence.until', { time: timeOf(check.closesAt) })}</Text>
  if (check.state === 'coming')
    return <StateBadge tone="neutral">{t('presence.from', { time: timeOf(check.opensAt) })}</StateBadge>
  return <StateBadge tone="warning">{t('presence.missed', { kind: check.kind })}</StateBadge>
}

function CodeField({ onGive }: { onGive: (code: string) => void }) {
  const { t } = useTexts()
  const [typed, setTyped] = useState('')
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.trim()) onGive(typed.trim())
        setTyped('')
      }}
    >
      <TextInput
        className={classes.code}
        label={t('presence.code')}
        value={typed}
        maxLength={60}
        autoComplete="off"
        autoCapitalize="none"
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <Button type="submit">{t('presence.give')}</Button>
    </form>
  )
}

/** A code that was scanned is given at once, and once. */
function useScanned(
  code: string,
  give: (answer: Pick<KeptAnswer, 'checkId' | 'code' | 'proof'>) => void,
): void {
  const given = useRef('')
  useEffect(() => {
    if (!code || given.current === code) return
    given.current = code
    give({ checkId: null, code, proof: '' })
  })
}

/** As time goes on: what is open closes. */
function useNow(): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
