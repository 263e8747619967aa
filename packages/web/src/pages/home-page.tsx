import { Suspense } from 'react'
import type { Me } from '../api/client.ts'
import { withTexts } from '../app/i18n.ts'
import { useHome } from '../features/operations/home/queries.ts'
import { loadable } from '../ui/lazily.tsx'
import { Loading } from '../ui/states.tsx'
import { MyTrainingPage } from './my-training-page.tsx'

/** What those who plan and teach see comes when one of them signs in: the first page of learners stays light. */
const StaffHomePage = loadable(
  async () => (await withTexts(['home', 'teaching'], import('./staff-home-page.tsx'))).StaffHomePage,
)

/** What a person sees first. */
export function HomePage({ me }: { me: Me }) {
  // Asked for before the page is here.
  useHome()
  if (!me.may.teach && !me.may.administer) return <MyTrainingPage />
  return (
    <Suspense fallback={<Loading />}>
      <StaffHomePage me={me} />
    </Suspense>
  )
}
