import { loginKey } from '../features/people/auth/keys.ts'
import { type Me, queryClient } from './client.ts'
import { keepUnder, keptUnder } from './storage.ts'

/** What a browser keeps of a person under a name, also when it is closed; where it keeps nothing, the page does while it is open. */
interface DeviceStore<T> {
  /** Nothing where it is another person's than the one who is signed in; where nobody is known, it may be theirs. */
  read(): T
  /** Of whoever it is. */
  readAny(): T
  write(next: T): void
  /** @returns ends it */
  listen(listener: () => void): () => void
}

/** @param nothing of nobody: `personId` is empty, so that it is of whoever comes */
export function deviceStore<T extends { readonly personId: string }>(
  key: string,
  nothing: T,
): DeviceStore<T> {
  const listeners = new Set<() => void>()
  /** What the browser did not take. */
  let inMemory: T | undefined
  let snapshot = { text: '', kept: nothing }
  const readAny = () => {
    if (inMemory) return inMemory
    try {
      const text = keptUnder(key) ?? ''
      // Ours, or nothing of use.
      if (text !== snapshot.text)
        snapshot = { text, kept: { ...nothing, ...(JSON.parse(text || '{}') as T) } }
      return snapshot.kept
    } catch {
      return nothing
    }
  }
  return {
    readAny,
    read() {
      const kept = readAny()
      const me = queryClient.getQueryData<Me | null>(loginKey)
      return !me || !kept.personId || kept.personId === me.id ? kept : nothing
    },
    write(next) {
      inMemory = keepUnder(key, JSON.stringify(next)) ? undefined : next
      for (const listener of listeners) listener()
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
