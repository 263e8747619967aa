import { useId } from 'react'
import type { RunEngagement } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import { formatTime } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import classes from './engagement-section.module.css'
import { useEngagement } from './queries.ts'

type Answered = RunEngagement['polls'][number]
type Asked = RunEngagement['questions'][number]

/** What learners did besides being there, as the tool tells; nothing where it tells nothing. */
export function EngagementSection({ eventId }: { eventId: string }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const id = useId()
  const runs = (useEngagement(eventId).data?.runs ?? []).filter(hasSomething)
  if (runs.length === 0) return null
  return (
    <section aria-labelledby={id} className={classes.section}>
      <h2 id={id} className={classes.title}>
        {t('engagement.title')}
      </h2>
      {runs.map((run) => (
        <div key={run.runKey} className={classes.run}>
          {runs.length > 1 && (
            <h3 className={classes.part}>
              {t('engagement.run', { time: formatTime(run.runStartedAt, zone, language) })}
            </h3>
          )}
          <Means run={run} />
          <Results title={t('engagement.polls')} questions={run.polls} />
          <Results title={t('engagement.survey')} questions={run.surveys} />
          <Questions zone={zone} questions={run.questions} />
        </div>
      ))}
    </section>
  )
}

function hasSomething({ attentiveness, interest, polls, surveys, questions }: RunEngagement): boolean {
  const isMeasured = attentiveness !== null || interest !== null
  return isMeasured || polls.length + surveys.length + questions.length > 0
}

function Means({ run: { attentiveness, interest } }: { run: RunEngagement }) {
  const { t } = useTexts()
  if (attentiveness === null && interest === null) return null
  return (
    <dl className={classes.means}>
      {attentiveness !== null && (
        <div>
          <dt>{t('engagement.attentiveness')}</dt>
          <dd>{t('engagement.percent', { percent: attentiveness })}</dd>
        </div>
      )}
      {interest !== null && (
        <div>
          <dt>{t('engagement.interest')}</dt>
          <dd>{t('engagement.percent', { percent: interest })}</dd>
        </div>
      )}
    </dl>
  )
}

/** Each question with a bar for each answer: a table, so that it can be heard, too. */
function Results({ title, questions }: { title: string; questions: readonly Answered[] }) {
  const { t } = useTexts()
  if (questions.length === 0) return null
  return (
    <>
      <h3 className={classes.part}>{title}</h3>
      <div className={classes.results}>
        {questions.map(({ question, answers, shares }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a question can come twice, and the list never changes order
          <table key={place} className={classes.result}>
            <caption>
              {question || t('engagement.noText')}{' '}
              <span className={classes.quiet}>{t('engagement.answers', { count: answers })}</span>
            </caption>
            <tbody>
              {shares.map(({ text, percent }, of) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same
                <tr key={of}>
                  <th scope="row">{text || t('engagement.noText')}</th>
                  <td className={classes.bar}>
                    <span data-mark style={{ inlineSize: `${percent}%` }} />
                  </td>
                  <td className={classes.number}>{t('engagement.percent', { percent })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </>
  )
}

function Questions({ zone, questions }: { zone: string; questions: readonly Asked[] }) {
  const { t, language } = useTexts()
  if (questions.length === 0) return null
  const said = (who: string, at: string | null) =>
    [who, at && formatTime(at, zone, language)].filter(Boolean).join(' · ')
  return (
    <>
      <h3 className={classes.part}>{t('engagement.questions')}</h3>
      <ul className={classes.questions}>
        {questions.map(({ question, person, email, askedAt, answers }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a question can come twice, and the list never changes order
          <li key={place}>
            <p>{question || t('engagement.noText')}</p>
            <p className={classes.quiet}>{said(person?.name ?? email, askedAt)}</p>
            {answers.map(({ text, by, at }, of) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same
              <div key={of} className={classes.answer}>
                <p>{text || t('engagement.noText')}</p>
                <p className={classes.quiet}>{said(by, at)}</p>
              </div>
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}
