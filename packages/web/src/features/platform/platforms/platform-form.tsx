import { accentForDark, readHex, STANDARD_ACCENT } from '@lectern/brand'
import { isLanguage, type Language, languages, nameOfLanguage } from '@lectern/texts'
import { Checkbox, Group, Radio, Textarea, TextInput, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { formatList, languageName } from '../../../ui/formats.ts'
import { Select } from '../../../ui/select.tsx'
import { useEditForm } from '../../../ui/use-edit-form.ts'
import { weekdayNames } from '../../../ui/when.ts'
import { ZoneSelectOnDemand } from '../../../ui/zone-select-on-demand.tsx'
import { BrandPreview } from './brand-preview.tsx'
import { ColorField } from './color-field.tsx'
import { ImageField } from './image-field.tsx'
import classes from './platform-form.module.css'
import {
  changePlatformSettings,
  type PlatformChange,
  type PlatformSettings,
  rereadPlatformSettings,
} from './queries.ts'

type Header = PlatformSettings['mailHeader']
type Role = PlatformSettings['secondFactorFor'][number]
type Weekday = PlatformSettings['firstDayOfWeek']

interface Values extends Record<string, unknown> {
  name: string
  accentColor: string
  accentColorDark: string
  titles: Record<Language, string>
  texts: Record<Language, string>
  languages: Language[]
  defaultLanguage: Language
  timeZone: string
  firstDayOfWeek: string
  mailHeader: Header
  showsRecordings: boolean
  recordsEvents: boolean
  secondFactorFor: Role[]
  idleMinutes: string
}

const roles: readonly Role[] = ['superadmin', 'instructor', 'learner']
/** From which a platform chooses how long a login may be unused. */
const IDLE_MINUTES = [15, 30, 60, 120, 240, 480, 1440, 4320, 10_080, 14_400, 20_160]

const perLanguage = (make: (language: Language) => string) =>
  Object.fromEntries(languages.map((language) => [language, make(language)])) as Record<Language, string>

function toValues(settings: PlatformSettings | undefined): Values {
  return {
    name: settings?.name ?? '',
    accentColor: settings?.accentColor ?? '',
    accentColorDark: settings?.accentColorDark ?? '',
    titles: perLanguage((language) => settings?.signInTexts[language]?.title ?? ''),
    texts: perLanguage((language) => settings?.signInTexts[language]?.text ?? ''),
    languages: settings?.languages ?? [],
    defaultLanguage: settings?.defaultLanguage ?? 'en',
    timeZone: settings?.timeZone ?? 'UTC',
    firstDayOfWeek: String(settings?.firstDayOfWeek ?? 1),
    mailHeader: settings?.mailHeader ?? 'both',
    showsRecordings: settings?.showsRecordings ?? true,
    recordsEvents: settings?.recordsEvents ?? false,
    secondFactorFor: settings?.secondFactorFor ?? [],
    idleMinutes: String(settings?.idleMinutes ?? 14_400),
  }
}

function toBody(values: Values): PlatformChange {
  const { titles, texts, firstDayOfWeek, idleMinutes, accentColor, accentColorDark, ...same } = values
  const words = languages.filter((language) => titles[language].trim() || texts[language].trim())
  return {
    ...(same as Pick<
      Values,
      | 'name'
      | 'languages'
      | 'defaultLanguage'
      | 'timeZone'
      | 'mailHeader'
      | 'showsRecordings'
      | 'recordsEvents'
      | 'secondFactorFor'
    >),
    accentColor: accentColor.trim() || null,
    accentColorDark: accentColorDark.trim() || null,
    firstDayOfWeek: Number(firstDayOfWeek) as Weekday, // one of the choices below
    idleMinutes: Number(idleMinutes),
    signInTexts: Object.fromEntries(
      words.map((language) => [language, { title: titles[language], text: texts[language] }]),
    ),
  }
}

/** All that superadmins decide about how their platform looks and what it begins with, with what it will look like. */
export function PlatformForm({ settings }: { settings: PlatformSettings }) {
  const { t, language } = useTexts()
  const inLanguage = (key: string) => languageName(key, language)
  const weekdays = weekdayNames(language, 'long')
  const { form, meanwhile, save } = useEditForm<PlatformSettings, Values, PlatformChange>({
    thing: settings,
    toValues,
    toBody,
    parts: {
      name: { label: t('platform.name') },
      accentColor: { label: t('platform.accent') },
      accentColorDark: { label: t('platform.accentDark') },
      titles: {
        label: t('platform.signIn'),
        each: (key) => t('platform.wordsTitle', { language: inLanguage(key) }),
      },
      texts: {
        label: t('platform.signIn'),
        each: (key) => t('platform.wordsText', { language: inLanguage(key) }),
      },
      languages: {
        label: t('platform.languages'),
        show: (values) => formatList(values.languages.map(inLanguage), language),
      },
      defaultLanguage: {
        label: t('platform.defaultLanguage'),
        show: (values) => inLanguage(values.defaultLanguage),
      },
      timeZone: { label: t('platform.zone') },
      firstDayOfWeek: {
        label: t('platform.firstDay'),
        show: (values) => weekdays[Number(values.firstDayOfWeek) - 1] ?? '',
      },
      mailHeader: {
        label: t('platform.mailHeader'),
        show: (values) => t('platform.mailHeaderName', { header: values.mailHeader }),
      },
      showsRecordings: { label: t('platform.showsRecordings') },
      recordsEvents: { label: t('platform.recordsEvents') },
      secondFactorFor: {
        label: t('platform.secondFactorFor'),
        show: (values) =>
          formatList(
            values.secondFactorFor.map((role) => t('people.roleName', { role })),
            language,
          ),
      },
      idleMinutes: { label: t('platform.idle'), show: (values) => idleWords(Number(values.idleMinutes), t) },
    },
    reread: rereadPlatformSettings,
    change: ({ version }, touched) => changePlatformSettings(version, touched),
  })
  const { values } = form
  const accent = readHex(values.accentColor.trim()) ?? STANDARD_ACCENT
  const color = (name: 'accentColor' | 'accentColorDark') => ({
    value: values[name],
    error: form.errors[name],
    onChange: (value: string) => {
      form.clearFieldError(name)
      form.setFieldValue(name, value)
    },
  })
  return (
    <div className={classes.columns}>
      <PanelForm
        form={form}
        submitLabel={t('app.save')}
        onSubmit={save}
        meanwhile={meanwhile}
        savedText={t('platform.saved')}
        onSuggestion={(change) => form.setValues(change as Partial<Values>)}
      >
        <div className={classes.sections}>
          <Section title={t('platform.identity')}>
            <TextInput
              label={t('platform.name')}
              description={t('platform.nameHelp')}
              required
              withAsterisk={false}
              maxLength={200}
              {...form.getInputProps('name')}
            />
            <div className={classes.pair}>
              <ImageField kind="logo" settings={settings} />
              <ImageField kind="logo-dark" settings={settings} />
              <ImageField kind="icon" settings={settings} />
            </div>
          </Section>
          <Section title={t('platform.colors')}>
            <div className={classes.pair}>
              <ColorField
                label={t('platform.accent')}
                description={t('platform.accentHelp')}
                scheme="light"
                standard={STANDARD_ACCENT}
                {...color('accentColor')}
              />
              <ColorField
                label={t('platform.accentDark')}
                description={t('platform.accentDarkHelp', { color: accentForDark(accent) })}
                scheme="dark"
                standard={accentForDark(accent)}
                {...color('accentColorDark')}
              />
            </div>
          </Section>
          <Section title={t('platform.signIn')}>
            <ImageField kind="sign-in" settings={settings} />
            {values.languages.map((each) => (
              <div key={each} className={classes.pair}>
                <TextInput
                  label={t('platform.wordsTitle', { language: inLanguage(each) })}
                  lang={each}
                  maxLength={120}
                  {...form.getInputProps(`titles.${each}`)}
                />
                <Textarea
                  label={t('platform.wordsText', { language: inLanguage(each) })}
                  lang={each}
                  autosize
                  minRows={2}
                  maxLength={1000}
                  {...form.getInputProps(`texts.${each}`)}
                />
              </div>
            ))}
          </Section>
          <Section title={t('platform.mails')}>
            <Radio.Group label={t('platform.mailHeader')} {...form.getInputProps('mailHeader')}>
              <Group gap="lg" mt={6}>
                {(['both', 'logo', 'name'] as const).map((header) => (
                  <Radio key={header} value={header} label={t('platform.mailHeaderName', { header })} />
                ))}
              </Group>
            </Radio.Group>
          </Section>
          <Section title={t('platform.region')}>
            <Checkbox.Group
              label={t('platform.languages')}
              description={t('platform.languagesHelp')}
              {...form.getInputProps('languages')}
            >
              <Group gap="lg" mt={6}>
                {languages.map((each) => (
                  <Checkbox key={each} value={each} label={nameOfLanguage(each)} lang={each} />
                ))}
              </Group>
            </Checkbox.Group>
            <div className={classes.pair}>
              <Select
                label={t('platform.defaultLanguage')}
                data={languages.map((value) => ({ value, label: nameOfLanguage(value) }))}
                allowDeselect={false}
                {...form.getInputProps('defaultLanguage')}
                onChange={(value) => isLanguage(value) && form.setFieldValue('defaultLanguage', value)}
              />
              <ZoneSelectOnDemand
                label={t('platform.zone')}
                description={t('platform.zoneHelp')}
                {...form.getInputProps('timeZone')}
              />
              <Select
                label={t('platform.firstDay')}
                data={weekdays.map((label, index) => ({ value: String(index + 1), label }))}
                allowDeselect={false}
                {...form.getInputProps('firstDayOfWeek')}
              />
            </div>
          </Section>
          <Section title={t('platform.security')}>
            <Checkbox.Group
              label={t('platform.secondFactorFor')}
              description={t('platform.secondFactorHelp')}
              {...form.getInputProps('secondFactorFor')}
            >
              <Group gap="lg" mt={6}>
                {roles.map((role) => (
                  <Checkbox key={role} value={role} label={t('people.roleName', { role })} />
                ))}
              </Group>
            </Checkbox.Group>
            <Select
              label={t('platform.idle')}
              description={t('platform.idleHelp')}
              data={[...new Set([...IDLE_MINUTES, Number(values.idleMinutes)])]
                .sort((one, other) => one - other)
                .map((minutes) => ({ value: String(minutes), label: idleWords(minutes, t) }))}
              allowDeselect={false}
              {...form.getInputProps('idleMinutes')}
            />
          </Section>
          <Section title={t('platform.evidence')}>
            <Checkbox
              label={t('platform.showsRecordings')}
              description={t('platform.showsRecordingsHelp')}
              {...form.getInputProps('showsRecordings', { type: 'checkbox' })}
            />
            <Checkbox
              label={t('platform.recordsEvents')}
              description={t('platform.recordsEventsHelp')}
              {...form.getInputProps('recordsEvents', { type: 'checkbox' })}
            />
          </Section>
        </div>
      </PanelForm>
      <BrandPreview
        look={{ name: values.name, images: settings.images, mailHeader: values.mailHeader }}
        accentColor={values.accentColor}
        accentColorDark={values.accentColorDark}
        words={{ title: values.titles[language], text: values.texts[language] }}
      />
    </div>
  )
}

/** 15 minutes → “15 minutes”, 120 → “2 hours”, 1,440 → “1 day”. */
function idleWords(minutes: number, t: Translate): string {
  if (minutes % 1440 === 0) return t('platform.idleDays', { count: minutes / 1440 })
  if (minutes % 60 === 0) return t('platform.idleHours', { count: minutes / 60 })
  return t('platform.idleMinutes', { count: minutes })
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <Title order={2}>{title}</Title>
      {children}
    </section>
  )
}
