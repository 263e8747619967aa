import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { type CourseAttendanceRules, makeCourseRule, rereadCourseRules, useCourseRules } from './queries.ts'
import { RuleForm } from './rule-form.tsx'

/** By what the events of a course are judged: its own rule, or the platform's. */
export function CourseRulePanel({ courseId, onClose }: { courseId: string; onClose: () => void }) {
  const { t } = useTexts()
  const rules = useCourseRules(courseId)
  return (
    <SlideOver title={t('rule.title')} onClose={onClose}>
      <Loaded query={rules}>
        {(found) => (
          <Stack gap="md">
            <Text c="dimmed">{t('rule.belowCourse')}</Text>
            <Text>{t('rule.isOwn', { own: found.isOwn ? 'yes' : 'no' })}</Text>
            {found.isOwn && <Follow courseId={courseId} rules={found} />}
            <RuleForm
              rules={found}
              reread={() => rereadCourseRules(courseId)}
              make={(version, rule) => makeCourseRule(courseId, version, { ...rule, followsPlatform: false })}
            />
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}

/** Takes the course's own rule away: its events are judged by the platform's again, also those that are over. */
function Follow({ courseId, rules }: { courseId: string; rules: CourseAttendanceRules }) {
  const { t } = useTexts()
  const follow = useMutation({
    mutationFn: () => {
      const { version: _, appliesFrom: __, madeBy: ___, madeAt: ____, ...rule } = rules.rule
      const body = { ...rule, appliesToPast: true, followsPlatform: true }
      return makeCourseRule(courseId, rules.version, body)
    },
  })
  return (
    <div>
      <Button variant="default" loading={follow.isPending} onClick={() => follow.mutate()}>
        {t('rule.follow')}
      </Button>
      {follow.error && <Failure error={follow.error} />}
    </div>
  )
}
