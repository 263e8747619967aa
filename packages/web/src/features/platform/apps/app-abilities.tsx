import type { App } from '../../../api/client.ts'
import { type Translate, useTexts } from '../../../app/i18n.ts'
import { formatList } from '../../../ui/formats.ts'
import classes from './app-abilities.module.css'

type Abilities = NonNullable<App['accountForm']['sessionTypes'][number]['abilities']>

type Shown = Exclude<keyof Abilities, 'keepsRooms'>

/** The same names in the same order on every card, so that tools can be compared. */
const wordsOf: readonly (readonly [Shown, (abilities: Abilities, t: Translate) => string])[] = [
  ['personalLinks', ({ personalLinks }, t) => yesOrNo(personalLinks, t)],
  ['attendance', ({ attendance: value }, t) => t('apps.canAttendance', { value })],
  ['recordings', ({ recordings: value }, t) => t('apps.canRecordings', { value })],
  ['startsWithoutSignIn', ({ startsWithoutSignIn }, t) => yesOrNo(startsWithoutSignIn, t)],
  ['presence', ({ presence: value }, t) => t('apps.canPresence', { value })],
  [
    'roomsAtOnce',
    ({ roomsAtOnce: rooms }, t) => (rooms === null ? t('apps.canAnyRooms') : t('apps.canRooms', { rooms })),
  ],
]

function yesOrNo(can: boolean, t: Translate): string {
  return t('apps.canOrNot', { value: can ? 'yes' : 'no' })
}

/** What one can do with a conferencing tool; where its session types differ, which one can. */
export function AppAbilities({ app }: { app: App }) {
  const { t, language } = useTexts()
  const types = app.accountForm.sessionTypes.flatMap(({ abilities, label }) =>
    abilities ? [{ abilities, label: label[language] }] : [],
  )
  if (types.length === 0 || app.retired) return null
  return (
    <div className={classes.abilities}>
      <h3 className={classes.title}>{t('apps.can')}</h3>
      <dl className={classes.list}>
        {wordsOf.map(([ability, wordsFor]) => {
          const byWords = Map.groupBy(types, ({ abilities }) => wordsFor(abilities, t))
          return (
            <div key={ability}>
              <dt>{t('apps.canName', { ability })}</dt>
              {[...byWords].map(([value, own]) => (
                <dd key={value}>
                  {byWords.size === 1
                    ? value
                    : t('apps.canOfTypes', {
                        value,
                        types: formatList(
                          own.map(({ label }) => label),
                          language,
                        ),
                      })}
                </dd>
              ))}
            </div>
          )
        })}
      </dl>
    </div>
  )
}
