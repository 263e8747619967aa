import { useTexts } from '../app/i18n.ts'
import classes from '../features/operations/home/home.module.css'
import { LearningPart } from '../features/operations/home/learning-part.tsx'
import { useHome } from '../features/operations/home/queries.ts'
import { Page } from '../ui/page.tsx'
import { Empty, Loaded } from '../ui/states.tsx'

/** The home of learners; for those who plan or teach as well, a page of its own. */
export function MyTrainingPage() {
  const { t } = useTexts()
  const home = useHome()
  return (
    <Page title={t('learn.title')}>
      <Loaded query={home}>
        {({ learning }) =>
          learning ? (
            <div className={classes.parts}>
              <LearningPart learning={learning} />
            </div>
          ) : (
            <Empty title={t('learn.empty.title')} text={t('learn.empty.text')} />
          )
        }
      </Loaded>
    </Page>
  )
}
