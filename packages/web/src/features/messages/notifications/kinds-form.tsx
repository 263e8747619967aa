import '@mantine/core/styles/Checkbox.layer.css'
import { Anchor, Checkbox, Stack, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import classes from './kinds-form.module.css'
import type { NotificationSettings } from './queries.ts'

type Kind = NotificationSettings['kinds'][number]

/** Which kinds are sent by which way, under the headings of their topics. */
export function KindsForm({ kinds, onChange }: { kinds: readonly Kind[]; onChange: (kind: Kind) => void }) {
  const { t } = useTexts()
  return (
    <Stack gap="lg">
      {[...Map.groupBy(kinds, ({ topicLabel }) => topicLabel)].map(([label, own]) => (
        <section key={label} aria-label={label}>
          <Title order={3} size="h5" mb={4}>
            {label}
          </Title>
          {own.map((kind) => (
            <div key={kind.kind} className={classes.kind}>
              <div>
                <Anchor component={Link} href={`/admin/notifications/${kind.kind}`}>
                  {kind.label}
                </Anchor>
                {kind.hasOwnText && (
                  <Text span size="sm" c="dimmed">
                    {' '}
                    · {t('notices.ownText')}
                  </Text>
                )}
              </div>
              {kind.isOptional ? (
                (['mail', 'inApp', 'optOut'] as const).map((way) => (
                  <Checkbox
                    key={way}
                    label={t('notices.way', { way })}
                    aria-label={t('app.labelled', { label: kind.label, value: t('notices.way', { way }) })}
                    checked={kind[way]}
                    onChange={(event) => onChange({ ...kind, [way]: event.currentTarget.checked })}
                  />
                ))
              ) : (
                <Text size="sm" c="dimmed" className={classes.must}>
                  {t('notices.must')}
                </Text>
              )}
            </div>
          ))}
        </section>
      ))}
    </Stack>
  )
}
