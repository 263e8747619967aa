import { Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import classes from './data-protection.module.css'
import type { ErasedKind } from './queries.ts'

interface ErasedKindsProps {
  kinds: readonly ErasedKind[]
  evidenceUntil: string | null
  /** It is said as what will be, in place of what was. */
  isForeseen?: boolean
}

/** What is deleted, what stays without a name, and what keeps it, each with why. */
export function ErasedKinds({ kinds, evidenceUntil, isForeseen = false }: ErasedKindsProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const until = evidenceUntil === null ? '' : formatDay(evidenceUntil, zone, language)
  return (
    <Stack gap="sm">
      {(['deleted', 'replaced', 'kept'] as const).map((outcome) => {
        const own = kinds.filter((one) => one.outcome === outcome)
        if (own.length === 0) return null
        return (
          <div key={outcome}>
            <Text fw={600}>{t(isForeseen ? 'data.willBe' : 'data.was', { outcome })}</Text>
            {outcome === 'kept' && (
              <Text size="sm">{until ? t('data.keptUntil', { until }) : t('data.keptGone')}</Text>
            )}
            <ul className={classes.kinds}>
              {own.map(({ kind, rows }) => (
                <li key={kind}>{t('data.kindOf', { kind, count: rows })}</li>
              ))}
            </ul>
          </div>
        )
      })}
    </Stack>
  )
}
