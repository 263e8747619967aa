import { Text, Title } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { Loaded } from '../../../ui/states.tsx'
import { makeRule, rereadRules, useAttendanceRules } from './queries.ts'
import classes from './rule-card.module.css'
import { RuleForm } from './rule-form.tsx'

/** By what attendance is judged on the platform. */
export function RuleCard() {
  const { t } = useTexts()
  const rules = useAttendanceRules()
  return (
    <section className={classes.card} aria-labelledby="attendance-rule">
      <Title order={2} size="h4" id="attendance-rule">
        {t('rule.title')}
      </Title>
      <Text c="dimmed">{t('rule.below')}</Text>
      <Loaded query={rules}>
        {(found) => <RuleForm rules={found} reread={rereadRules} make={makeRule} />}
      </Loaded>
    </section>
  )
}
