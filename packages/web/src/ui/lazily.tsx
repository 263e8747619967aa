import { type ComponentType, lazy, Suspense } from 'react'

/**
 * A part that is not there when its page opens, such as a panel or a dialog: its file comes when it is first shown, and
 * the page stays as it is meanwhile.
 */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Part = lazy(async () => ({ default: (await load()) as ComponentType<object> }))
  return (props) => (
    <Suspense>
      <Part {...props} />
    </Suspense>
  )
}
