import { type ComponentType, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** A heavy part that waits behind a light stand-in until somebody goes there, by pointer or by keyboard. */
interface OnDemand<P> {
  /** The part itself, once it is here and wanted. */
  readonly Part: ComponentType<P> | undefined
  /** The stand-in was pressed: the part opens at once. */
  readonly isPressed: boolean
  /** The keyboard was on the stand-in when the part took its place. */
  readonly hadFocus: boolean
  /** For the stand-in. */
  readonly watch: {
    onPointerEnter: () => void
    onPointerDown: () => void
    onPointerLeave: () => void
    onFocus: () => void
    onBlur: () => void
    onClick: () => void
  }
}

/** Makes the hook of one part: it is loaded once, whoever asks first. */
export function onDemand<P>(load: () => Promise<ComponentType<P>>): () => OnDemand<P> {
  let loaded: ComponentType<P> | undefined
  let loading: Promise<void> | undefined
  const fetchPart = () => {
    loading ??= load().then(
      (part) => {
        loaded = part
      },
      (error) => {
        loading = undefined // the next one who comes tries again
        throw error
      },
    )
    return loading
  }
  return function useOnDemand() {
    const [isWanted, setWanted] = useState(false)
    const [isPressed, setPressed] = useState(false)
    const [hadFocus, setHadFocus] = useState(false)
    const isFocused = useRef(false)
    const isMounted = useRef(true)
    const isDown = useRef(false)
    useEffect(() => {
      isMounted.current = true
      return () => {
        isMounted.current = false
      }
    }, [])
    const want = () => {
      void fetchPart().then(
        () => {
          // A press begins and ends on one element: the part takes the place before it or after it.
          if (!isMounted.current || isDown.current) return
          flushSync(() => {
            setHadFocus(isFocused.current)
            setWanted(true)
          })
        },
        () => {}, // stays a stand-in; a press tries again
      )
    }
    return {
      Part: isWanted ? loaded : undefined,
      isPressed,
      hadFocus,
      watch: {
        onPointerEnter: want,
        onPointerDown: () => {
          isDown.current = true
        },
        onPointerLeave: () => {
          isDown.current = false
          want()
        },
        onFocus: () => {
          isFocused.current = true
          want()
        },
        onBlur: () => {
          isFocused.current = false
        },
        onClick: () => {
          isDown.current = false
          setPressed(true)
          want()
        },
      },
    }
  }
}
