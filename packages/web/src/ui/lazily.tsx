import { type ComponentType, lazy, Suspense, useState } from 'react'
import { MessageInFront } from './message-in-front.tsx'
import { Failure } from './states.tsx'

interface Again {
  /** Its file did not come: tries it anew. */
  readonly again: () => void
  /** Of what lies over the page. */
  readonly onClose?: unknown
}

/**
 * A part that is not there when its page opens, such as a panel or a dialog: its file comes when it is first shown, and
 * the page stays as it is meanwhile, also when it does not come.
 */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const Part = loadable(load)
  return (props) => (
    <Suspense>
      <Part {...props} />
    </Suspense>
  )
}

/**
 * The same within a `Suspense` of whoever shows it. That its file did not come is said in its place; what can be closed
 * would lie over the page, and so does that.
 *
 * @param isPage nothing else stands on the page
 */
export function loadable<P>(load: () => Promise<ComponentType<P>>, isPage = false): ComponentType<P> {
  const begin = () =>
    lazy(async () => {
      try {
        const Part = (await load()) as ComponentType<object>
        return { default: ({ again: _, ...props }: Again) => <Part {...props} /> }
      } catch (error) {
        return {
          default: ({ again, onClose }: Again) => {
            const said = <Failure error={error} onRetry={again} isPage={isPage} />
            return isClosing(onClose) ? <MessageInFront onClose={onClose}>{said}</MessageInFront> : said
          },
        }
      }
    })
  let Part = begin()
  return (props) => {
    const [, setTries] = useState(0)
    const again = () => {
      Part = begin()
      setTries((before) => before + 1)
    }
    return <Part {...props} again={again} />
  }
}

const isClosing = (onClose: unknown): onClose is () => void => typeof onClose === 'function'
