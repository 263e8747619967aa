import { Button, Text, Title } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { Loaded } from '../../../ui/states.tsx'
import { useGivenArea } from './queries.ts'

/** Beside the other things of a person: whether they are a power user, and of how much. */
export function PersonArea({ personId, onOpen }: { personId: string; onOpen: () => void }) {
  const { t } = useTexts()
  const given = useGivenArea(personId)
  return (
    <section aria-labelledby="person-area">
      <Title order={3} size="h5" id="person-area" mb="xs">
        {t('area.powerUser')}
      </Title>
      <Loaded query={given}>
        {({ isPowerUser, groups, people, categories, courses }) => (
          <>
            <Text size="sm" mb="sm" c={isPowerUser ? undefined : 'dimmed'}>
              {isPowerUser
                ? t('area.given', {
                    groups: groups.length,
                    people: people.length,
                    categories: categories.length,
                    courses: courses.length,
                  })
                : t('area.none')}
            </Text>
            <Button variant="default" onClick={onOpen}>
              {t(isPowerUser ? 'area.change' : 'area.make')}
            </Button>
          </>
        )}
      </Loaded>
    </section>
  )
}
