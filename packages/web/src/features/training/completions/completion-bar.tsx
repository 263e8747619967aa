import { useTexts } from '../../../app/i18n.ts'
import { StateBadge, type Tone } from '../../../ui/state-badge.tsx'
import classes from './completion-bar.module.css'
import type { CompletionState, RequirementResult } from './queries.ts'

const tones: Readonly<Record<CompletionState, Tone>> = {
  open: 'neutral',
  completed: 'good',
  'out-of-reach': 'warning',
  refused: 'bad',
}

export function CompletionBadge({ state }: { state: CompletionState }) {
  const { t } = useTexts()
  return <StateBadge tone={tones[state]}>{t('completion.state', { state })}</StateBadge>
}

interface BarProps {
  percent: number
  state: CompletionState | RequirementResult['state']
}

/** How far something is: a bar, and the number beside it. */
export function CompletionBar({ percent, state }: BarProps) {
  const { t } = useTexts()
  return (
    <span className={classes.line}>
      <span className={classes.bar} data-state={state} aria-hidden>
        <span className={classes.fill} data-mark style={{ inlineSize: `${percent}%` }} />
      </span>
      <span className={classes.percent}>{t('completion.percent', { share: percent / 100 })}</span>
    </span>
  )
}

/** Each requirement with how far it is. */
export function RequirementList({ requirements }: { requirements: readonly RequirementResult[] }) {
  const { t } = useTexts()
  return (
    <ul className={classes.requirements} aria-label={t('completion.requirements')}>
      {requirements.map((result) => (
        <li key={result.type}>
          <RequirementWords result={result} />
          <CompletionBar percent={result.percent} state={result.state} />
        </li>
      ))}
    </ul>
  )
}

function RequirementWords({ result }: { result: RequirementResult }) {
  const { t } = useTexts()
  switch (result.type) {
    case 'events':
      return result.atLeast === null
        ? t('completion.events', { attended: result.attended, of: result.of })
        : t('completion.someEvents', { attended: result.attended, need: result.atLeast })
    case 'minutes':
      return t('completion.minutes', {
        minutes: result.minutes,
        of: result.ofMinutes,
        percent: result.atLeastPercent,
      })
    case 'score':
      return result.score === null
        ? t('completion.noScore', { need: result.atLeast })
        : t('completion.score', { score: result.score, need: result.atLeast })
    case 'by-hand':
      return t(result.isConfirmed ? 'completion.confirmed' : 'completion.toConfirm')
    case 'evaluation':
      return t('completion.evaluation', { answered: result.answered, of: result.of })
  }
}
