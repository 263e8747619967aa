import '../ui/panel-styles.ts'
import { Button, Text } from '@mantine/core'
import { useSearchParams } from 'wouter'
import { useTexts } from '../app/i18n.ts'
import { useMe } from '../features/people/auth/queries.ts'
import { PlanProgress } from '../features/training/planning/plan-progress.tsx'
import { PlanTable } from '../features/training/planning/plan-table.tsx'
import { usePlans } from '../features/training/planning/queries.ts'
import { Page } from '../ui/page.tsx'
import { Row, Rows } from '../ui/rows.tsx'
import { Loaded } from '../ui/states.tsx'
import { formatMoment } from '../ui/when.ts'

/** Plans a whole term from a table; the address says which plan is looked at. */
export function PlanPage() {
  const { t } = useTexts()
  const [search, setSearch] = useSearchParams()
  const planId = search.get('plan')
  return (
    <Page
      title={t('bulk.term')}
      trail={[{ label: t('courses.title'), href: '/courses' }]}
      action={
        planId && (
          <Button variant="default" onClick={() => setSearch({})}>
            {t('bulk.another')}
          </Button>
        )
      }
    >
      {planId ? (
        <PlanProgress planId={planId} />
      ) : (
        <>
          <PlanTable onBegun={(plan) => setSearch({ plan: plan.id })} />
          <EarlierPlans />
        </>
      )}
    </Page>
  )
}

function EarlierPlans() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const plans = usePlans()
  return (
    <Loaded query={plans}>
      {({ items }) =>
        items.length > 0 && (
          <section>
            <h2>{t('bulk.earlier')}</h2>
            <Rows label={t('bulk.earlier')}>
              {items.map((plan) => (
                <Row
                  key={plan.id}
                  href={`/plan?plan=${plan.id}`}
                  title={formatMoment(plan.startedAt, zone, language)}
                  facts={[
                    plan.startedBy,
                    <Text key="count" component="span" size="sm">
                      {t('bulk.plannedOf', { planned: plan.planned, total: plan.total })}
                    </Text>,
                  ]}
                />
              ))}
            </Rows>
          </section>
        )
      }
    </Loaded>
  )
}
