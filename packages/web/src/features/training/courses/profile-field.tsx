import { Anchor, NativeSelect, Stack, Text } from '@mantine/core'
import type { Course, EvidenceProfile } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { formatList } from '../../../ui/formats.ts'
import { formatLongDay } from '../../../ui/when.ts'
import { useEvidenceProfiles } from './queries.ts'

type Asks = EvidenceProfile['asks']
type Key = NonNullable<Course['evidenceProfile']>

const NONE = ''

/** Whom the evidence of a course has to convince, with what that asks and where it is from. */
export function ProfileField({
  value,
  onChange,
  ...input
}: {
  value?: Key | null
  onChange: (key: Key | null) => void
  error?: unknown
}) {
  const { t } = useTexts()
  const profiles = useEvidenceProfiles().data?.items ?? []
  const chosen = profiles.find(({ key }) => key === value)
  return (
    <Stack gap="xs">
      <NativeSelect
        {...input}
        error={input.error as string | undefined}
        label={t('evidenceProfile.label')}
        description={t('evidenceProfile.help')}
        value={value ?? NONE}
        onChange={({ currentTarget }) => onChange((currentTarget.value || null) as Key | null)}
        data={[null, ...profiles.map(({ key }) => key)].map((key) => ({
          value: key ?? NONE,
          label: nameOfProfile(key, t),
        }))}
      />
      {chosen && <ProfileText profile={chosen} />}
    </Stack>
  )
}

/** What a profile asks, and in which text that was read. */
export function ProfileText({ profile: { asks, source } }: { profile: EvidenceProfile }) {
  const { t, language } = useTexts()
  const all = Object.keys(asks) as (keyof Asks)[]
  const listOf = (names: readonly (keyof Asks)[]) =>
    formatList(
      names.flatMap((name) => wordsOf(name, asks, t) ?? []),
      language,
    )
  return (
    <Stack gap={4}>
      <Text size="sm">{t('evidenceProfile.asks', { asks: listOf(all) })}</Text>
      {source && (
        <Text size="sm" c="dimmed">
          {t('evidenceProfile.source', {
            law: source.law,
            day: formatLongDay(source.readOn, language),
            isSecondHand: source.isSecondHand ? 'yes' : 'no',
          })}{' '}
          {source.supposed.length > 0 && t('evidenceProfile.supposed', { asks: listOf(source.supposed) })}{' '}
          <Anchor href={source.url} target="_blank" rel="noreferrer" inherit>
            {t('evidenceProfile.readIn', { site: source.readIn })}
          </Anchor>
        </Text>
      )}
    </Stack>
  )
}

export function nameOfProfile(key: Key | null, t: Translate): string {
  return key ? t('evidenceProfile.name', { key }) : t('evidenceProfile.none')
}

/** @returns undefined where the profile says nothing of it */
function wordsOf(name: keyof Asks, { share, checks, keepYears, ...flags }: Asks, t: Translate) {
  switch (name) {
    case 'share': {
      const isPlanned = share?.isOfPlannedTime ? 'yes' : 'no'
      return share ? t('evidenceProfile.share', { percent: share.percent, isPlanned }) : undefined
    }
    case 'checks':
      return checks ? t('evidenceProfile.checks', checks) : undefined
    case 'keepYears':
      return keepYears === null ? undefined : t('evidenceProfile.keepYears', { years: keepYears })
    default:
      return flags[name] ? t(flagWords[name]) : undefined
  }
}

const flagWords = {
  everyLeaving: 'evidenceProfile.everyLeaving',
  finalCheck: 'evidenceProfile.finalCheck',
  signatures: 'evidenceProfile.signatures',
  content: 'evidenceProfile.content',
  instructors: 'evidenceProfile.instructors',
} as const
