export const platformKey = ['platform'] as const

/** Who is signed in; null = nobody. */
export const loginKey = ['login'] as const

/** Why the login of this window ended, in a sentence, where it ended by itself. */
export const endedKey = ['ended'] as const

/** Where a browser keeps what somebody opened last from the search; it goes with whoever signs out. */
export const recentKey = 'lectern-recent'

/** Where a browser keeps what somebody answered without a network; it goes with whoever signs out. */
export const presenceKey = 'lectern-presence'
/** The same of marks of attendance, with the names of who was marked. */
export const marksKey = 'lectern-marks'

/** Where a window keeps the language that was chosen before anybody signed in. */
export const chosenKey = 'lectern-chosen-language'
