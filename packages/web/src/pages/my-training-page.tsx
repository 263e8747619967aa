import { useTexts, withTexts } from '../app/i18n.ts'
import classes from '../features/operations/home/home.module.css'
import { LearningPart } from '../features/operations/home/learning-part.tsx'
import { useHome } from '../features/operations/home/queries.ts'
import { lazily } from '../ui/lazily.tsx'
import { Page } from '../ui/page.tsx'
import { Empty, Loaded } from '../ui/states.tsx'
import { usePanel } from '../ui/use-panel.ts'

const OwnCertificatesPanel = lazily(async () => {
  const { OwnCertificatesPanel } = await withTexts(
    ['certificates'],
    import('../features/training/certificates/own-certificates-panel.tsx'),
  )
  return OwnCertificatesPanel
})

const OwnNoShowsPanel = lazily(
  async () =>
    (await withTexts(['noshows'], import('../features/training/no-shows/own-no-shows-panel.tsx')))
      .OwnNoShowsPanel,
)

/** The home of learners; for those who plan or teach as well, a page of its own. */
export function MyTrainingPage() {
  const { t } = useTexts()
  const home = useHome()
  const { panel, close } = usePanel()
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
      {panel === 'certificates' && <OwnCertificatesPanel onClose={close} />}
      {panel === 'no-shows' && <OwnNoShowsPanel onClose={close} />}
    </Page>
  )
}
