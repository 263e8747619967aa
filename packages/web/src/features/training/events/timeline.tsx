import type { TimelineEntry } from '../../../api/client.ts'
import { type TextKey, type Translate, useTexts } from '../../../app/i18n.ts'
import { useFilters } from '../../../ui/use-filters.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './timeline.module.css'
import { isAbout, type TimelinePart, type TimelineStep, timelineParts, toSteps } from './timeline-steps.ts'

const USUAL = { history: 'all' }

/** What happened around an event, newest first: a line for who did what, when; calls to the provider folded below. */
export function Timeline({ items }: { items: readonly TimelineEntry[] }) {
  const { t } = useTexts()
  const [filters, setFilter] = useFilters(USUAL, { history: timelineParts })
  const part = filters.history as TimelinePart // one of those
  const steps = toSteps(items).filter((step) => isAbout(step, part))
  return (
    <div>
      <fieldset className={classes.parts} aria-label={t('timeline.show')}>
        {timelineParts.map((one) => (
          <button
            key={one}
            type="button"
            className={classes.part}
            aria-pressed={one === part}
            onClick={() => setFilter({ history: one })}
          >
            {t('timeline.part', { part: one })}
          </button>
        ))}
      </fieldset>
      {steps.length === 0 && <p className={classes.none}>{t('timeline.none')}</p>}
      <ul className={classes.steps} aria-label={t('care.history')}>
        {steps.map((step) => (
          <Step key={step.key} step={step} />
        ))}
      </ul>
    </div>
  )
}

function Step({ step: { at, entry, calls } }: { step: TimelineStep }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const failed = calls.filter(({ data }) => data.error || Number(data.status) >= 400).length
  return (
    <li className={classes.step}>
      <time className={classes.when} dateTime={at}>
        {formatMoment(at, zone, language)}
      </time>
      <div className={classes.what}>
        <div>
          {entry?.personName && <b className={classes.who}>{entry.personName} </b>}
          {entry ? wordsOf(entry, t) : t('timeline.room')}
        </div>
        {entry && entry.details.length > 0 && (
          <div className={classes.details}>{entry.details.join(' · ')}</div>
        )}
        {calls.length > 0 && (
          <details className={classes.calls}>
            <summary data-failed={failed > 0}>{t('timeline.calls', { count: calls.length, failed })}</summary>
            <ul>
              {calls.map((call, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: calls of a step have no id, and stay in their order
                <li key={`${call.at} ${index}`}>{wordsOf(call, t)}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  )
}

const actions = [
  'timeline.event.schedule',
  'timeline.event.change',
  'timeline.event.cancel',
  'timeline.event.restore',
  'timeline.event.stand-in',
  'timeline.event.arrange-groups',
  'timeline.event.replace-room',
  'timeline.event.switch-room',
  'timeline.event.move-account',
  'timeline.event.nudge',
  'timeline.event.message',
  'timeline.event.mark-attendance',
  'timeline.event.undo-attendance',
  'timeline.event.match-stay',
  'timeline.event.ask-presence',
  'timeline.event.set-recording-clock',
  'timeline.event.change-presence',
  'timeline.event.correct-presence',
  'timeline.event.unmatch-stay',
  'timeline.event.hide-recording',
  'timeline.event.show-recording',
  'timeline.event.delete-recording',
  'timeline.event.recording-notice',
] as const satisfies readonly TextKey[]

function wordsOf({ kind, data }: TimelineEntry, t: Translate): string {
  const word = (name: string) => (data[name] === null || data[name] === undefined ? '' : String(data[name]))
  const count = (name: string) => Number(data[name]) || 0
  switch (kind) {
    case 'change': {
      const action = actions.find((known) => known.replace('timeline.', '') === data.action)
      const { subject = '' } = Object(data.changes) as { subject?: string }
      const words = action ? t(action, { subject }) : word('action')
      const changes = data.changes as { quiet?: boolean } | undefined // as the audit log wrote them
      return changes?.quiet ? t('timeline.quietly', { words }) : words
    }
    case 'call': {
      const values = { operation: word('operation'), status: word('status') || '–', ms: count('durationMs') }
      const call = t('timeline.call', values)
      return data.error ? t('app.labelled', { label: call, value: word('error') }) : call
    }
    case 'attempt':
      return t('timeline.attempt', { marker: word('marker'), outcome: word('outcome') || '…' })
    case 'registrations':
      return t('timeline.registrations', { done: count('done'), failed: count('failed') })
    case 'entry':
      return t(data.role === 'instructor' ? 'timeline.started' : 'timeline.joined')
    case 'mail':
      return t(data.sent ? 'timeline.mail' : 'timeline.mailWaits', { subject: word('subject') })
    case 'preflight':
      return t(data.isGreen ? 'timeline.green' : 'timeline.red')
    default:
      return kind
  }
}
