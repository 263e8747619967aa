import { Button, Group, Stack, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { cityOf, formatWall } from '../../../ui/when.ts'
import { type ConflictRule, rulesFor } from './conflict-rules.ts'
import classes from './planning-result.module.css'
import type { PlanningItem, PlanningResult } from './queries.ts'

interface PlanningResultProps {
  result: PlanningResult
  /** Takes what is suggested in place of what was refused. */
  onTake?: ((item: PlanningItem, change: Record<string, string>) => void) | undefined
  onSkip?: ((item: PlanningItem) => void) | undefined
  /** One rule for everything that was refused. */
  onRule?: ((rule: ConflictRule) => void) | undefined
}

/** What would become of each event: those that can't be say why, and what could be instead. */
export function PlanningOutcome({ result, onTake, onSkip, onRule }: PlanningResultProps) {
  const { t, language } = useTexts()
  const { items, refused } = result
  const possible = items.length - refused
  const top = useRef<HTMLDivElement>(null)
  // What was asked for is below the fields: it is brought into sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new result is
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'nearest' })
  }, [result])
  return (
    <Stack gap="sm" role="status" ref={top}>
      <Text fw={600}>{t('bulk.somePossible', { possible, total: items.length })}</Text>
      {onRule && refused > 1 && (
        <Stack gap={4}>
          <Text size="sm">{t('bulk.forAll', { count: refused })}</Text>
          <Group gap="xs">
            {rulesFor(items).map((rule) => (
              <Button key={rule} variant="default" size="compact-md" onClick={() => onRule(rule)}>
                {t('bulk.rule', { rule })}
              </Button>
            ))}
          </Group>
        </Stack>
      )}
      <ul className={classes.items}>
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events of a dry run have no id, and never move
          <li key={index} className={classes.item}>
            <div className={classes.words}>
              <Text fw={600}>{item.name}</Text>
              <Text size="sm" c="dimmed">
                {formatWall(item, language)} ({cityOf(item.timeZone)}){item.account && ` · ${item.account}`}
              </Text>
              {item.reason && <Text size="sm">{item.reason.text}</Text>}
            </div>
            <StateBadge tone={item.outcome === 'possible' ? 'good' : 'warning'}>
              {t(item.outcome === 'possible' ? 'bulk.possible' : 'bulk.refused')}
            </StateBadge>
            {item.outcome === 'refused' && (onTake || onSkip) && (
              <div className={classes.instead}>
                {onTake &&
                  item.suggestions.map((suggestion) => (
                    <Button
                      key={suggestion.text}
                      variant="default"
                      size="compact-md"
                      onClick={() => onTake(item, suggestion.change)}
                    >
                      {suggestion.text}
                    </Button>
                  ))}
                {onSkip && (
                  <Button variant="subtle" size="compact-md" onClick={() => onSkip(item)}>
                    {t('bulk.leaveOut')}
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Stack>
  )
}
